// What the parts of the reference server share.
//
// The reference server answers each request after a delay from a chosen distribution, and logs with the kernel's moments
// how long that took. One thread. All times are nanoseconds of CLOCK_MONOTONIC unless said otherwise.
#pragma once

#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A distribution of delays, in milliseconds. The meaning of the parameters: delays.c.
struct distribution {
    enum { CONSTANT, BIMODAL, LOG_NORMAL, PARETO } kind;
    double parameters[3];
};

/// One request in the log. 0: not known.
struct row {
    uint32_t participant, step;
    /// The client's port.
    uint16_t port;
    /// 10 or 11 for HTTP/1, 20 for HTTP/2.
    uint8_t version;
    bool tls;
    /// Whether `answered` is the kernel's stamp; otherwise it is `before`.
    bool stamped;
    /// The kernel received the last byte of the request.
    int64_t received;
    /// What was drawn for it.
    int64_t delay;
    /// The answer was handed to the kernel: the kernel's stamp, and the clock right before and right after the call.
    int64_t answered, before, after;
    /// Of the connection's first request over TLS: the kernel received the first bytes of the handshake, and the last; and the
    /// server's part of it was handed to the kernel.
    int64_t hello, secured, flown;
};

struct connection {
    int fd;
    /// The client's.
    uint16_t port;
    /// NULL: plain.
    SSL *ssl;
    /// NULL: HTTP/1.
    nghttp2_session *http2;
    /// What that session reads; freed with it.
    void *reading;
    bool handshaking, waits_to_write;
    /// Requests that are not answered yet. The last one frees the memory if the peer is gone.
    uint32_t pending;
    /// The kernel's moment of what was read last, and of the handshake.
    int64_t received, hello, secured;
    /// When the server's part of the handshake was handed to the kernel.
    int64_t flown;
    /// The bytes of an unfinished request.
    char *in;
    size_t in_length;
    /// The bytes that the socket did not accept.
    char *out;
    size_t out_length, out_done;
};

/// A request that waits for its answer.
struct pending {
    int64_t due;
    struct connection *connection;
    int32_t stream;
    /// Its row's place in the log.
    uint32_t row;
};

struct server {
    int epoll, listener;
    uint16_t port;
    SSL_CTX *tls;
    struct distribution distribution;
    uint64_t seed;
    /// CLOCK_REALTIME less CLOCK_MONOTONIC.
    int64_t clock_offset;
    /// The log, in the order of arrival.
    struct row *rows;
    size_t row_count, row_capacity, answered_count;
    /// A heap, the earliest first.
    struct pending *heap;
    size_t heap_count, heap_capacity;
    nghttp2_session_callbacks *callbacks;
    uint64_t errors;
};

// main.c
int64_t now_nanoseconds(void);

// delays.c
/// Reads `constant:50`, `bimodal:20,200,0.1`, `log-normal:50,0.8` or `pareto:10,1.3,2000`. False: it is none of them.
bool parse_distribution(const char *text, struct distribution *distribution);
/// The delay of a request, the same for each run with this seed.
int64_t draw_delay(const struct distribution *distribution, uint64_t seed, uint32_t participant, uint32_t step);

// queue.c
void push_pending(struct server *server, struct pending pending);
struct pending pop_pending(struct server *server);

// stamps.c
/// Asks the kernel to stamp what the socket receives. The stamps of sending are asked for with each call.
void ask_for_stamps(int fd);
/// Reads both clocks until they were read close together.
void read_clock_offset(struct server *server);
/// Reads bytes. `received` becomes the kernel's moment of the last of them. -1 with errno, and 0 at the end, as recv(2).
ssize_t receive_bytes(const struct server *server, int fd, void *into, size_t capacity, int64_t *received);
/// Sends bytes and notes the moments in the row; NULL: of no request.
ssize_t send_bytes(const struct server *server, int fd, const void *from, size_t length, struct row *row);

// connection.c
void accept_connections(struct server *server);
void serve_connection(struct server *server, struct connection *connection, uint32_t events);
/// Answers what is due.
void send_due_answers(struct server *server);
/// A request is complete; it is logged and waits for its answer.
void note_request(
    struct server *server, struct connection *connection, int32_t stream, uint8_t version, const char *path, size_t length);
/// Sends bytes of HTTP, encrypted over TLS. False: the connection is gone.
bool write_bytes(struct server *server, struct connection *connection, const void *bytes, size_t length, struct row *row);

// http1.c
/// Takes the complete requests among the bytes. Returns how many bytes these were; -1: they are no requests.
ssize_t take_http1(struct server *server, struct connection *connection, const char *bytes, size_t length);
/// The answer of every request over HTTP/1, and its length.
extern char http1_answer[];
extern size_t http1_answer_length;
extern const char answer_body[];
extern const size_t answer_body_length;
void prepare_http1(void);

// http2.c
void prepare_http2(struct server *server);
bool begin_http2(struct server *server, struct connection *connection);
/// False: the bytes are no HTTP/2.
bool take_http2(struct connection *connection, const void *bytes, size_t length);
/// Sends the answer of a stream, and whatever else the connection has to say. False: the connection is gone.
bool answer_http2(struct server *server, struct connection *connection, int32_t stream, struct row *row);

// log.c
/// A new row in the log.
struct row *add_row(struct server *server);
/// Writes the log as CSV with a header line. False, with errno: the file could not be written.
bool write_log(const struct server *server, const char *path);
