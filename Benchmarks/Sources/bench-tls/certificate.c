// TLS as in a plain server: 1.3, session tickets on, one ECDSA P-256 certificate, created at each start.
#include "certificate.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void require(bool good, const char *what) {
    if (good) return;
    fprintf(stderr, "server: %s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void add_extension(X509 *certificate, int kind, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    require(extension && X509_add_ext(certificate, extension, -1), "adding an extension");
    X509_EXTENSION_free(extension);
}

static X509 *make_certificate(EVP_PKEY *key) {
    X509 *certificate = X509_new();
    require(certificate != NULL, "X509_new");
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), (long)time(NULL));
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"turnout benchmark server", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
    require(X509_sign(certificate, key, EVP_sha256()) > 0, "X509_sign");
    return certificate;
}

/// Chooses HTTP/2 if it is served and offered, otherwise HTTP/1.1, whatever else the client offers.
static int choose_protocol(
    SSL *ssl, const unsigned char **chosen, unsigned char *chosen_length, const unsigned char *offered, unsigned length,
    void *context) {
    static const unsigned char known[] = "\x02h2\x08http/1.1";
    static const unsigned skipped = 3;
    const unsigned from = context ? 0 : skipped;
    (void)ssl;
    unsigned char *found;
    if (SSL_select_next_proto(&found, chosen_length, known + from, sizeof known - 1 - from, offered, length)
        != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

SSL_CTX *make_tls_context(const char *path, bool http2) {
    static char serves_http2;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    require(key != NULL, "EVP_EC_gen");
    X509 *certificate = make_certificate(key);
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    require(PEM_write_X509(file, certificate), "PEM_write_X509");
    fclose(file);

    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    require(context != NULL, "SSL_CTX_new");
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, http2 ? &serves_http2 : NULL);
    require(SSL_CTX_use_certificate(context, certificate) == 1, "SSL_CTX_use_certificate");
    require(SSL_CTX_use_PrivateKey(context, key) == 1, "SSL_CTX_use_PrivateKey");
    X509_free(certificate);
    EVP_PKEY_free(key);
    return context;
}
