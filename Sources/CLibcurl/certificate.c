// Client certificates, from memory.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "CLibcurl.h"

static CURLcode set_blob(CURL *easy, CURLoption option, const unsigned char *bytes, size_t length) {
    struct curl_blob blob = {.data = (void *)bytes, .len = length, .flags = CURL_BLOB_NOCOPY};
    return (curl_easy_setopt)(easy, option, &blob);
}

CURLcode tcurl_present(CURL *easy, const struct tcurl_certificate *certificate) {
    CURLcode code = set_blob(easy, CURLOPT_SSLCERT_BLOB, certificate->chain, certificate->chain_length);
    if (code == CURLE_OK) code = set_blob(easy, CURLOPT_SSLKEY_BLOB, certificate->key, certificate->key_length);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_KEYPASSWD, certificate->password);
    return code;
}

void tcurl_present_none(CURL *easy) {
    (curl_easy_setopt)(easy, CURLOPT_SSLCERT_BLOB, NULL);
    (curl_easy_setopt)(easy, CURLOPT_SSLKEY_BLOB, NULL);
    (curl_easy_setopt)(easy, CURLOPT_KEYPASSWD, NULL);
}

// CURLOPT_SSL_CTX_FUNCTION: called when the certificate has been loaded, before anything is written.
static CURLcode stop_here(CURL *easy, void *tls, void *context) {
    (void)easy, (void)tls;
    bool *is_loaded = context;
    *is_loaded = true;
    return CURLE_ABORTED_BY_CALLBACK;
}

// A socket on a free port of the loopback address that accepts a connection and never reads it; -1: none.
static int listen_to_nobody(unsigned *port) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    if (descriptor >= 0
        && (bind(descriptor, (struct sockaddr *)&address, length) != 0 || listen(descriptor, 1) != 0
            || getsockname(descriptor, (struct sockaddr *)&address, &length) != 0)) {
        close(descriptor);
        return -1;
    }
    *port = ntohs(address.sin_port);
    return descriptor;
}

CURLcode tcurl_try_certificate(const struct tcurl_certificate *certificate, char error[CURL_ERROR_SIZE]) {
    error[0] = 0;
    CURLcode code = tcurl_global_init();
    if (code != CURLE_OK) return code;
    unsigned port;
    int listener = listen_to_nobody(&port);
    if (listener < 0) return CURLE_OK;
    char url[64];
    snprintf(url, sizeof url, "https://127.0.0.1:%u/", port);
    bool is_loaded = false;
    CURL *easy = curl_easy_init();
    code = easy == NULL ? CURLE_OUT_OF_MEMORY : tcurl_present(easy, certificate);
    if (code == CURLE_OK) {
        (curl_easy_setopt)(easy, CURLOPT_URL, url);
        (curl_easy_setopt)(easy, CURLOPT_PROXY, "");
        (curl_easy_setopt)(easy, CURLOPT_NOSIGNAL, 1L);
        (curl_easy_setopt)(easy, CURLOPT_TIMEOUT_MS, 10000L);
        // The trusted authorities need not be loaded.
        (curl_easy_setopt)(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        (curl_easy_setopt)(easy, CURLOPT_ERRORBUFFER, error);
        (curl_easy_setopt)(easy, CURLOPT_SSL_CTX_FUNCTION, stop_here);
        (curl_easy_setopt)(easy, CURLOPT_SSL_CTX_DATA, &is_loaded);
        code = curl_easy_perform(easy);
        // Another failure, as on a system that lets nobody listen, says nothing about the certificate.
        if (is_loaded || (code != CURLE_SSL_CERTPROBLEM && code != CURLE_OUT_OF_MEMORY)) code = CURLE_OK;
    }
    if (easy != NULL) curl_easy_cleanup(easy);
    close(listener);
    return code;
}
