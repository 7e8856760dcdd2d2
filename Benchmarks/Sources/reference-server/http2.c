// HTTP/2 through nghttp2. The server speaks only when it answers, so that its settings and acknowledgements travel in the
// same segment as an answer: the client then has nothing to acknowledge between a request and its answer, and the stamp of
// what was read last is that of the request.
#include "reference.h"

#include <stdlib.h>
#include <string.h>

/// What a session knows: its server, and the path of the request that is being read.
struct reading {
    struct server *server;
    struct connection *connection;
    char path[256];
    size_t path_length;
};

static int on_header(
    nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_length, const uint8_t *value,
    size_t value_length, uint8_t flags, void *context) {
    (void)session, (void)frame, (void)flags;
    struct reading *reading = context;
    if (name_length != 5 || memcmp(name, ":path", 5) != 0 || value_length > sizeof reading->path) return 0;
    memcpy(reading->path, value, value_length);
    reading->path_length = value_length;
    return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *context) {
    (void)session;
    struct reading *reading = context;
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) return 0;
    if (!(frame->hd.flags & NGHTTP2_FLAG_END_STREAM)) return 0;
    note_request(
        reading->server, reading->connection, frame->hd.stream_id, 20, reading->path, reading->path_length);
    return 0;
}

static ssize_t read_body(
    nghttp2_session *session, int32_t stream, uint8_t *into, size_t capacity, uint32_t *flags, nghttp2_data_source *source,
    void *context) {
    (void)session, (void)stream, (void)source, (void)context;
    // A frame holds 16 KB.
    if (capacity < answer_body_length) return NGHTTP2_ERR_CALLBACK_FAILURE;
    memcpy(into, answer_body, answer_body_length);
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)answer_body_length;
}

void prepare_http2(struct server *server) {
    if (nghttp2_session_callbacks_new(&server->callbacks) != 0) abort();
    nghttp2_session_callbacks_set_on_header_callback(server->callbacks, on_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(server->callbacks, on_frame);
}

bool begin_http2(struct server *server, struct connection *connection) {
    struct reading *reading = calloc(1, sizeof *reading);
    if (!reading) abort();
    reading->server = server;
    reading->connection = connection;
    if (nghttp2_session_server_new(&connection->http2, server->callbacks, reading) != 0) {
        free(reading);
        return false;
    }
    connection->reading = reading;
    nghttp2_settings_entry most = {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 100};
    return nghttp2_submit_settings(connection->http2, NGHTTP2_FLAG_NONE, &most, 1) == 0;
}

bool take_http2(struct connection *connection, const void *bytes, size_t length) {
    return nghttp2_session_mem_recv(connection->http2, bytes, length) == (ssize_t)length;
}

bool answer_http2(struct server *server, struct connection *connection, int32_t stream, struct row *row) {
#define FIELD(NAME, VALUE) {(uint8_t *)NAME, (uint8_t *)VALUE, sizeof NAME - 1, sizeof VALUE - 1, NGHTTP2_NV_FLAG_NONE}
    static const nghttp2_nv head[] = {FIELD(":status", "200"), FIELD("content-type", "application/json")};
    nghttp2_data_provider body = {.read_callback = read_body};
    // The stream may be gone; then there is nothing to answer.
    nghttp2_submit_response(connection->http2, stream, head, sizeof head / sizeof *head, &body);
    static char bytes[65536];
    size_t length = 0;
    for (;;) {
        const uint8_t *piece;
        ssize_t size = nghttp2_session_mem_send(connection->http2, &piece);
        if (size < 0 || length + (size_t)size > sizeof bytes) abort();
        if (size == 0) break;
        memcpy(bytes + length, piece, (size_t)size);
        length += (size_t)size;
    }
    return write_bytes(server, connection, bytes, length, row);
}
