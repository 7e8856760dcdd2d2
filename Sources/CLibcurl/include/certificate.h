// Client certificates, from memory.
#ifndef TURNOUT_CLIBCURL_CERTIFICATE_H
#define TURNOUT_CLIBCURL_CERTIFICATE_H

#include <curl/curl.h>
#include <stddef.h>

// A certificate with the chain to its authority, and its key, in PEM form. Borrowed.
struct tcurl_certificate {
    const unsigned char *chain;
    size_t chain_length;
    const unsigned char *key;
    size_t key_length;
    // Never NULL: without one OpenSSL asks for the password of an encrypted key on the terminal.
    const char *password;
};

// Has the handle present it until it is taken away again. Nothing is copied but the password.
CURLcode tcurl_present(CURL *easy, const struct tcurl_certificate *certificate);
// Takes away what was presented. Allocates nothing and cannot fail.
void tcurl_present_none(CURL *easy);
// Has libcurl load the certificate as for a connection to a server, but for one to this process itself, which it drops
// before it writes anything. CURLE_OK, or why the certificate cannot be used, with libcurl's words in `error`. Blocks for
// about a millisecond.
CURLcode tcurl_try_certificate(const struct tcurl_certificate *certificate, char error[CURL_ERROR_SIZE]);

#endif
