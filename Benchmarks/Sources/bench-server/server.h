// What the parts of the benchmark server share.
//
// The server implements three requests of the platform's contract (token, generate-access, room page), and answers the
// calls around them well enough for a load generator to set up and execute a whole journey. It computes next to
// nothing, so that measurements with it are measurements of the client.
#pragma once

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum endpoint {
    ENDPOINT_TOKEN,
    ENDPOINT_ACCESS,
    ENDPOINT_ROOM_PAGE,
    ENDPOINT_ROOM,
    ENDPOINT_PARTICIPANT,
    ENDPOINT_SIGNALING,
    ENDPOINT_JOIN,
    ENDPOINT_LEAVE,
    ENDPOINT_OTHER,
    ENDPOINT_COUNT,
    // Control calls; never counted.
    ENDPOINT_COUNTERS = ENDPOINT_COUNT,
    ENDPOINT_RESET,
};

/// Name in the counters.
extern const char *const endpoint_names[ENDPOINT_COUNT];

/// The number that a participant's token carries is 1 or greater; 0 stands for none.
typedef uint32_t participant_number;

/// One request, as far as the server reads it. Pointers are into the read buffer.
struct request {
    enum endpoint endpoint;
    bool close;
    /// Numbers found in the bearer token, the cookie and the query.
    participant_number bearer, cookie, query;
    const char *host;
    size_t host_length;
    /// Bytes of header and body together.
    size_t length;
};

/// A response, kept while it is delayed or held.
struct answer {
    enum endpoint endpoint;
    bool close;
    uint16_t status;
    participant_number number;
    char host[64];
    int64_t due;
};

struct connection {
    int fd;
    SSL *ssl;
    bool handshaking;
    bool counted;
    bool waits_to_write;
    /// A response of this connection is queued or held. If the peer disconnects meanwhile, the entry frees the memory.
    bool queued;
    bool close_after_write;
    /// The participant this connection belongs to: the first one seen on it.
    participant_number owner;
    /// Bytes of an unfinished request.
    char *in;
    size_t in_length;
    /// Bytes that the socket did not accept.
    char *out;
    size_t out_length, out_done;
    struct answer answer;
};

struct endpoint_counter {
    uint64_t requests;
    /// Arrival of each request, CLOCK_MONOTONIC nanoseconds, in order.
    int64_t *arrivals;
    /// When the kernel had received its last byte, in the same order and on the same clock.
    int64_t *received;
    size_t capacity;
};

struct counters {
    uint64_t connections, open, handshakes, resumed, mixups, errors;
    int64_t cpu_at_reset;
    struct endpoint_counter endpoints[ENDPOINT_COUNT];
};

struct server {
    int epoll, listener;
    /// NULL: plain.
    SSL_CTX *tls;
    /// In network byte order.
    uint32_t address;
    uint16_t port;
    /// The delay of each response.
    int64_t delay;
    /// Token requests beyond this many since the reset are not answered until released.
    uint64_t hold_after;
    struct connection **held;
    size_t held_count, held_capacity;
    /// Delayed responses, a ring ordered by due time (the delay is the same for all).
    struct connection **queue;
    size_t queue_head, queue_count, queue_capacity;
    participant_number last_number;
    struct counters counters;
};

int64_t now_nanoseconds(void);

// contract.c
/// Reads one request out of the bytes. 1: complete, 0: more is needed, -1: not a request.
int parse_request(const char *bytes, size_t length, struct request *request);
/// Writes the response, headers and body, and returns its length. The buffer has ANSWER_LIMIT bytes.
size_t write_answer(const struct server *server, const struct answer *answer, char *into);
#define ANSWER_LIMIT 65536
void prepare_answers(void);

// connection.c
void accept_connections(struct server *server);
void serve_connection(struct server *server, struct connection *connection, uint32_t events);
void send_due_answers(struct server *server);
void release_held(struct server *server);

// counters.c
void count_request(struct counters *counters, enum endpoint endpoint, int64_t at, int64_t received);
void reset_counters(struct counters *counters);
size_t write_counters(const struct counters *counters, char *into, size_t capacity);
