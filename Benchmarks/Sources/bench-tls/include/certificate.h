// What the benchmarks' servers share of TLS.
#pragma once

#include <openssl/ssl.h>
#include <stdbool.h>

/// A TLS 1.3 context with a fresh self-signed P-256 certificate for localhost, written to `path` as PEM. With `http2` it
/// offers HTTP/2 beside HTTP/1.1.
SSL_CTX *make_tls_context(const char *path, bool http2);
