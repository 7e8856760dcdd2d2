// Content codings: whole bodies are decoded when they are complete.
//
// libcurl can decode (CURLOPT_ACCEPT_ENCODING), but does not tell a body that ends too early from a whole one, refuses
// gzip in several members, holds a decoder's window of 40 KB for each response in flight, and decodes before the response
// is complete, so that its time would count. A loop has one decoder of each kind, for one body after another.
//
// The decoders are those of the libraries that libcurl is built with. They are opened by name: no headers are needed to
// build, and a system that lacks one of them does without that coding.
#ifndef TURNOUT_CLIBCURL_CODING_H
#define TURNOUT_CLIBCURL_CODING_H

#include <stdbool.h>
#include <stddef.h>

enum tcurl_coding { tcurl_gzip, tcurl_deflate, tcurl_brotli, tcurl_zstd };

enum tcurl_decoding {
    tcurl_decoded,
    // The bytes are not of this coding.
    tcurl_coding_broken,
    // They end too early.
    tcurl_coding_cut,
    // They would be more than the limit.
    tcurl_coding_too_large,
    tcurl_coding_no_memory,
};

struct tcurl_decoder;

// Bytes in a buffer that grows.
struct tcurl_bytes {
    unsigned char *start;
    size_t length;
    size_t capacity;
};

// Whether this system has the coding's library. Looks for it the first time.
bool tcurl_can_decode(enum tcurl_coding coding);
// NULL: out of memory.
struct tcurl_decoder *tcurl_decoder_make(void);
void tcurl_decoder_free(struct tcurl_decoder *decoder);
// Decodes a whole body, at most `limit` bytes. `decoded` must be empty, and has afterwards what could be decoded, whatever
// the result. It is freed with tcurl_bytes_free.
enum tcurl_decoding tcurl_decode(
    struct tcurl_decoder *decoder, enum tcurl_coding coding, const unsigned char *body, size_t length, size_t limit,
    struct tcurl_bytes *decoded);
void tcurl_bytes_free(struct tcurl_bytes *bytes);

#endif
