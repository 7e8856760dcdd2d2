// Content codings, by the libraries of their authors.
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "CLibcurl.h"

// zlib's z_stream (zlib.h), unchanged since 1995. inflateInit2_ refuses another size.
struct zlib_stream {
    const unsigned char *next_in;
    unsigned int avail_in;
    unsigned long total_in;
    unsigned char *next_out;
    unsigned int avail_out;
    unsigned long total_out;
    const char *msg;
    void *state;
    void *(*zalloc)(void *, unsigned int, unsigned int);
    void (*zfree)(void *, void *);
    void *opaque;
    int data_type;
    unsigned long adler;
    unsigned long reserved;
};

enum { zlib_no_flush = 0, zlib_ok = 0, zlib_stream_end = 1, zlib_mem_error = -4, zlib_buf_error = -5 };
// Window bits: all formats have windows of up to 32 KB.
enum { zlib_raw = -15, zlib_wrapped = 15, zlib_gzip = 15 + 16 };

// ZSTD_inBuffer and ZSTD_outBuffer (zstd.h).
struct zstd_input {
    const void *src;
    size_t size;
    size_t pos;
};
struct zstd_output {
    void *dst;
    size_t size;
    size_t pos;
};

// ZSTD_d_windowLogMax: windows of up to 8 MB, the most that a server may ask of a browser (RFC 9659).
enum { zstd_window_log_max = 100, zstd_window_log = 23 };

// BrotliDecoderResult (brotli/decode.h).
enum { brotli_error = 0, brotli_success = 1, brotli_needs_more_input = 2, brotli_needs_more_output = 3 };

static struct {
    int (*inflate_init)(struct zlib_stream *, int, const char *, int);
    int (*inflate_reset)(struct zlib_stream *, int);
    int (*inflate)(struct zlib_stream *, int);
    int (*inflate_end)(struct zlib_stream *);
    void *(*brotli_make)(void *, void *, void *);
    int (*brotli_decode)(void *, size_t *, const uint8_t **, size_t *, uint8_t **, size_t *);
    void (*brotli_free)(void *);
    void *(*zstd_make)(void);
    size_t (*zstd_reset)(void *);
    size_t (*zstd_set)(void *, int, int);
    size_t (*zstd_decode)(void *, struct zstd_output *, struct zstd_input *);
    unsigned (*zstd_is_error)(size_t);
    size_t (*zstd_free)(void *);
    bool has_zlib, has_brotli, has_zstd;
} library;

// Never closed: libcurl uses them too. POSIX has data pointers of dlsym hold functions.
static bool find(void *handle, const char *name, void *place) {
    void *function = handle != NULL ? dlsym(handle, name) : NULL;
    memcpy(place, &function, sizeof function);
    return function != NULL;
}

static void open_libraries(void) {
    void *zlib = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
    library.has_zlib = find(zlib, "inflateInit2_", &library.inflate_init)
        && find(zlib, "inflateReset2", &library.inflate_reset) && find(zlib, "inflate", &library.inflate)
        && find(zlib, "inflateEnd", &library.inflate_end);
    void *brotli = dlopen("libbrotlidec.so.1", RTLD_NOW | RTLD_LOCAL);
    library.has_brotli = find(brotli, "BrotliDecoderCreateInstance", &library.brotli_make)
        && find(brotli, "BrotliDecoderDecompressStream", &library.brotli_decode)
        && find(brotli, "BrotliDecoderDestroyInstance", &library.brotli_free);
    void *zstd = dlopen("libzstd.so.1", RTLD_NOW | RTLD_LOCAL);
    library.has_zstd = find(zstd, "ZSTD_createDStream", &library.zstd_make)
        && find(zstd, "ZSTD_initDStream", &library.zstd_reset) && find(zstd, "ZSTD_DCtx_setParameter", &library.zstd_set)
        && find(zstd, "ZSTD_decompressStream", &library.zstd_decode)
        && find(zstd, "ZSTD_isError", &library.zstd_is_error) && find(zstd, "ZSTD_freeDStream", &library.zstd_free);
}

static pthread_once_t opened = PTHREAD_ONCE_INIT;

bool tcurl_can_decode(enum tcurl_coding coding) {
    pthread_once(&opened, open_libraries);
    switch (coding) {
    case tcurl_gzip:
    case tcurl_deflate: return library.has_zlib;
    case tcurl_brotli: return library.has_brotli;
    case tcurl_zstd: return library.has_zstd;
    }
    return false;
}

// brotli's decoder cannot be used again, and is made for each body.
struct tcurl_decoder {
    struct zlib_stream zlib;
    bool has_zlib;
    void *zstd;
};

struct tcurl_decoder *tcurl_decoder_make(void) { return calloc(1, sizeof(struct tcurl_decoder)); }

void tcurl_decoder_free(struct tcurl_decoder *decoder) {
    if (decoder->has_zlib) library.inflate_end(&decoder->zlib);
    if (decoder->zstd != NULL) library.zstd_free(decoder->zstd);
    free(decoder);
}

void tcurl_bytes_free(struct tcurl_bytes *bytes) {
    free(bytes->start);
    *bytes = (struct tcurl_bytes){0};
}

// Makes room for more. One byte beyond the limit is allowed, which shows that there is more than the limit.
static enum tcurl_decoding make_room(struct tcurl_bytes *bytes, size_t expected, size_t limit) {
    if (bytes->length < bytes->capacity) return tcurl_decoded;
    if (bytes->length > limit) return tcurl_coding_too_large;
    size_t capacity = bytes->capacity > 0 ? 2 * bytes->capacity : expected;
    if (capacity < 4096) capacity = 4096;
    if (capacity > limit + 1) capacity = limit + 1;
    unsigned char *start = realloc(bytes->start, capacity);
    if (start == NULL) return tcurl_coding_no_memory;
    bytes->start = start;
    bytes->capacity = capacity;
    return tcurl_decoded;
}

static bool is_gzip(const unsigned char *body, size_t length) {
    return length >= 2 && body[0] == 0x1f && body[1] == 0x8b;
}

// "deflate" means the zlib format (RFC 9110 section 8.4.1.2). Some servers send the bare format within, which browsers
// accept.
static bool is_wrapped(const unsigned char *body, size_t length) {
    return length >= 2 && (body[0] & 0x0f) == 8 && (body[0] * 256 + body[1]) % 31 == 0;
}

static enum tcurl_decoding inflate_all(
    struct tcurl_decoder *decoder, int format, const unsigned char *body, size_t length, size_t limit,
    struct tcurl_bytes *decoded) {
    struct zlib_stream *stream = &decoder->zlib;
    int status;
    if (decoder->has_zlib) {
        status = library.inflate_reset(stream, format);
    } else {
        // Only the major version is compared.
        status = library.inflate_init(stream, format, "1", (int)sizeof *stream);
        decoder->has_zlib = status == zlib_ok;
    }
    if (status != zlib_ok) return tcurl_coding_no_memory;
    stream->next_in = body;
    size_t left = length;
    while (true) {
        enum tcurl_decoding room = make_room(decoded, 4 * length, limit);
        if (room != tcurl_decoded) return room;
        unsigned int given = left < UINT32_MAX ? (unsigned int)left : UINT32_MAX;
        size_t space = decoded->capacity - decoded->length;
        unsigned int taken = space < UINT32_MAX ? (unsigned int)space : UINT32_MAX;
        stream->avail_in = given;
        stream->next_out = decoded->start + decoded->length;
        stream->avail_out = taken;
        status = library.inflate(stream, zlib_no_flush);
        left -= given - stream->avail_in;
        decoded->length += taken - stream->avail_out;
        if (status == zlib_stream_end) {
            // gzip may have several members (RFC 1952 section 2.2). Anything else behind the end is ignored, as browsers
            // do.
            if (format != zlib_gzip || !is_gzip(stream->next_in, left)) {
                return decoded->length > limit ? tcurl_coding_too_large : tcurl_decoded;
            }
            const unsigned char *next = stream->next_in;
            if (library.inflate_reset(stream, format) != zlib_ok) return tcurl_coding_broken;
            stream->next_in = next;
            continue;
        }
        if (status == zlib_mem_error) return tcurl_coding_no_memory;
        if (status != zlib_ok && status != zlib_buf_error) return tcurl_coding_broken;
        if (left == 0 && stream->avail_out > 0) return tcurl_coding_cut;
    }
}

static enum tcurl_decoding brotli_all(
    const unsigned char *body, size_t length, size_t limit, struct tcurl_bytes *decoded) {
    void *state = library.brotli_make(NULL, NULL, NULL);
    if (state == NULL) return tcurl_coding_no_memory;
    const uint8_t *next = body;
    size_t left = length;
    enum tcurl_decoding result = tcurl_decoded;
    while (result == tcurl_decoded) {
        result = make_room(decoded, 4 * length, limit);
        if (result != tcurl_decoded) break;
        uint8_t *place = decoded->start + decoded->length;
        size_t room = decoded->capacity - decoded->length;
        int status = library.brotli_decode(state, &left, &next, &room, &place, NULL);
        decoded->length = decoded->capacity - room;
        if (status == brotli_success) {
            if (decoded->length > limit) result = tcurl_coding_too_large;
            break;
        }
        if (status == brotli_needs_more_input) result = tcurl_coding_cut;
        else if (status != brotli_needs_more_output) result = tcurl_coding_broken;
    }
    library.brotli_free(state);
    return result;
}

static enum tcurl_decoding zstd_all(
    struct tcurl_decoder *decoder, const unsigned char *body, size_t length, size_t limit, struct tcurl_bytes *decoded) {
    if (decoder->zstd == NULL) decoder->zstd = library.zstd_make();
    if (decoder->zstd == NULL) return tcurl_coding_no_memory;
    library.zstd_reset(decoder->zstd);
    library.zstd_set(decoder->zstd, zstd_window_log_max, zstd_window_log);
    struct zstd_input input = {.src = body, .size = length};
    while (true) {
        enum tcurl_decoding room = make_room(decoded, 4 * length, limit);
        if (room != tcurl_decoded) return room;
        struct zstd_output output = {
            .dst = decoded->start + decoded->length, .size = decoded->capacity - decoded->length};
        size_t status = library.zstd_decode(decoder->zstd, &output, &input);
        decoded->length += output.pos;
        if (library.zstd_is_error(status)) return tcurl_coding_broken;
        // At the end of a frame; another may follow.
        if (status == 0 && input.pos == input.size) {
            return decoded->length > limit ? tcurl_coding_too_large : tcurl_decoded;
        }
        if (input.pos == input.size && output.pos < output.size) return tcurl_coding_cut;
    }
}

enum tcurl_decoding tcurl_decode(
    struct tcurl_decoder *decoder, enum tcurl_coding coding, const unsigned char *body, size_t length, size_t limit,
    struct tcurl_bytes *decoded) {
    if (!tcurl_can_decode(coding)) return tcurl_coding_broken;
    switch (coding) {
    case tcurl_gzip: return inflate_all(decoder, zlib_gzip, body, length, limit, decoded);
    case tcurl_deflate:
        return inflate_all(decoder, is_wrapped(body, length) ? zlib_wrapped : zlib_raw, body, length, limit, decoded);
    case tcurl_brotli: return brotli_all(body, length, limit, decoded);
    case tcurl_zstd: return zstd_all(decoder, body, length, limit, decoded);
    }
    return tcurl_coding_broken;
}
