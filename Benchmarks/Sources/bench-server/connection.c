// One connection: reads bytes, parses requests, writes responses, in plain text or over TLS. Idle connections hold no
// buffers.
#include "server.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char read_buffer[65536];
static char write_buffer[ANSWER_LIMIT];

static void close_connection(struct server *server, struct connection *connection) {
    if (connection->fd < 0) return;
    if (connection->counted) server->counters.open -= 1;
    if (connection->ssl) SSL_free(connection->ssl);
    close(connection->fd);
    connection->fd = -1;
    free(connection->in);
    free(connection->out);
    if (!connection->queued) free(connection);
}

void accept_connections(struct server *server) {
    for (;;) {
        int fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno != EAGAIN) server->counters.errors += 1;
            return;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        int stamps = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
        setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof stamps);
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection) abort();
        connection->fd = fd;
        if (server->tls) {
            connection->ssl = SSL_new(server->tls);
            if (!connection->ssl || !SSL_set_fd(connection->ssl, fd)) abort();
            SSL_set_accept_state(connection->ssl);
            connection->handshaking = true;
        }
        struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
        if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, fd, &event) != 0) close_connection(server, connection);
    }
}

static void watch(struct server *server, struct connection *connection, bool writing) {
    if (connection->waits_to_write == writing) return;
    connection->waits_to_write = writing;
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLRDHUP | (writing ? EPOLLOUT : 0u), .data.ptr = connection};
    epoll_ctl(server->epoll, EPOLL_CTL_MOD, connection->fd, &event);
}

/// Bytes read or written; 0: try later; -1: the connection is over.
static ssize_t tls_result(struct connection *connection, int result) {
    if (result > 0) return result;
    int error = SSL_get_error(connection->ssl, result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static ssize_t read_bytes(struct connection *connection, char *into, size_t capacity) {
    if (connection->ssl) return tls_result(connection, SSL_read(connection->ssl, into, (int)capacity));
    ssize_t length = recv(connection->fd, into, capacity, 0);
    if (length > 0) return length;
    return length < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

static ssize_t write_bytes(struct connection *connection, const char *from, size_t length) {
    if (connection->ssl) return tls_result(connection, SSL_write(connection->ssl, from, (int)length));
    ssize_t written = send(connection->fd, from, length, MSG_NOSIGNAL);
    if (written >= 0) return written;
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

/// Writes what the socket accepts and keeps the rest. False: the connection is gone.
static bool send_bytes(struct server *server, struct connection *connection, const char *from, size_t length) {
    ssize_t written = write_bytes(connection, from, length);
    if (written < 0) {
        close_connection(server, connection);
        return false;
    }
    if ((size_t)written == length) {
        if (!connection->close_after_write) return true;
        close_connection(server, connection);
        return false;
    }
    connection->out_length = length - (size_t)written;
    connection->out_done = 0;
    connection->out = malloc(connection->out_length);
    if (!connection->out) abort();
    memcpy(connection->out, from + written, connection->out_length);
    watch(server, connection, true);
    return true;
}

static bool send_answer(struct server *server, struct connection *connection) {
    connection->close_after_write = connection->answer.close;
    size_t length = write_answer(server, &connection->answer, write_buffer);
    if (connection->answer.endpoint == ENDPOINT_RESET) reset_counters(&server->counters);
    return send_bytes(server, connection, write_buffer, length);
}

static void append(struct connection ***list, size_t *count, size_t *capacity, struct connection *connection) {
    if (*count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 1024;
        *list = realloc(*list, *capacity * sizeof **list);
        if (!*list) abort();
    }
    (*list)[(*count)++] = connection;
}

static void enqueue(struct server *server, struct connection *connection) {
    if (server->queue_head > 0 && server->queue_head * 2 >= server->queue_count) {
        server->queue_count -= server->queue_head;
        memmove(server->queue, server->queue + server->queue_head, server->queue_count * sizeof *server->queue);
        server->queue_head = 0;
    }
    append(&server->queue, &server->queue_count, &server->queue_capacity, connection);
}

static void answer_queued(struct server *server, struct connection *connection) {
    connection->queued = false;
    if (connection->fd < 0)
        free(connection);
    else
        send_answer(server, connection);
}

void send_due_answers(struct server *server) {
    if (server->queue_head == server->queue_count) return;
    int64_t now = now_nanoseconds();
    while (server->queue_head < server->queue_count && server->queue[server->queue_head]->answer.due <= now)
        answer_queued(server, server->queue[server->queue_head++]);
}

void release_held(struct server *server) {
    server->hold_after = UINT64_MAX;
    for (size_t i = 0; i < server->held_count; i += 1) answer_queued(server, server->held[i]);
    server->held_count = 0;
}

/// Every request on a connection must come from the same participant.
static void check_owner(struct server *server, struct connection *connection, participant_number number) {
    if (number == 0) return;
    if (connection->owner == 0) connection->owner = number;
    if (connection->owner != number) server->counters.mixups += 1;
}

/// False: the connection is gone.
static bool handle(
    struct server *server, struct connection *connection, const struct request *request, int64_t at, int64_t received) {
    struct answer *answer = &connection->answer;
    *answer = (struct answer){.endpoint = request->endpoint, .close = request->close, .status = 200, .due = at + server->delay};
    size_t host = request->host_length < sizeof answer->host ? request->host_length : sizeof answer->host - 1;
    if (host > 0) memcpy(answer->host, request->host, host);
    if (request->endpoint >= ENDPOINT_COUNT) return send_answer(server, connection);

    if (!connection->counted) {
        connection->counted = true;
        server->counters.connections += 1;
        server->counters.open += 1;
        if (connection->ssl) {
            server->counters.handshakes += 1;
            server->counters.resumed += SSL_session_reused(connection->ssl) ? 1 : 0;
        }
    }
    count_request(&server->counters, request->endpoint, at, received);
    check_owner(server, connection, request->bearer);
    check_owner(server, connection, request->cookie);
    check_owner(server, connection, request->query);
    answer->number = request->bearer ? request->bearer : request->query ? request->query : request->cookie;
    bool held = false;
    if (request->endpoint == ENDPOINT_TOKEN) {
        server->last_number += 1;
        answer->number = server->last_number;
        check_owner(server, connection, answer->number);
        held = server->counters.endpoints[ENDPOINT_TOKEN].requests > server->hold_after;
    }
    if (request->endpoint == ENDPOINT_ACCESS && request->bearer == 0) answer->status = 401;
    if (!held && server->delay == 0) return send_answer(server, connection);
    connection->queued = true;
    if (held)
        append(&server->held, &server->held_count, &server->held_capacity, connection);
    else
        enqueue(server, connection);
    return true;
}

/// Handles the complete requests among the bytes and keeps the rest. False: the connection is gone.
static bool take_bytes(
    struct server *server, struct connection *connection, const char *bytes, size_t length, int64_t received) {
    int64_t at = now_nanoseconds();
    if (received == 0) received = at;
    char *owned = NULL;
    if (connection->in_length > 0) {
        owned = realloc(connection->in, connection->in_length + length);
        if (!owned) abort();
        memcpy(owned + connection->in_length, bytes, length);
        bytes = owned;
        length += connection->in_length;
        connection->in = NULL;
        connection->in_length = 0;
    }
    while (length > 0) {
        struct request request;
        int found = parse_request(bytes, length, &request);
        // Pipelined requests (before the last one was answered) are not served.
        if (found < 0 || (found > 0 && (connection->queued || connection->out))) {
            server->counters.errors += 1;
            close_connection(server, connection);
            free(owned);
            return false;
        }
        if (found == 0) {
            connection->in = malloc(length);
            if (!connection->in) abort();
            memcpy(connection->in, bytes, length);
            connection->in_length = length;
            break;
        }
        if (!handle(server, connection, &request, at, received)) {
            free(owned);
            return false;
        }
        bytes += request.length;
        length -= request.length;
    }
    free(owned);
    return true;
}

static bool flush(struct server *server, struct connection *connection) {
    ssize_t written = write_bytes(
        connection, connection->out + connection->out_done, connection->out_length - connection->out_done);
    if (written < 0) {
        close_connection(server, connection);
        return false;
    }
    connection->out_done += (size_t)written;
    if (connection->out_done < connection->out_length) return true;
    free(connection->out);
    connection->out = NULL;
    watch(server, connection, false);
    if (!connection->close_after_write) return true;
    close_connection(server, connection);
    return false;
}

/// When the kernel received the last of what is in the queue, CLOCK_MONOTONIC nanoseconds; 0: unknown.
static int64_t received_at(const struct connection *connection) {
    union {
        char bytes[CMSG_SPACE(sizeof(struct scm_timestamping))];
        struct cmsghdr aligned;
    } control;
    struct iovec all = {.iov_base = NULL, .iov_len = 1 << 30};
    struct msghdr message = {
        .msg_iov = &all, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    if (recvmsg(connection->fd, &message, MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC) <= 0) return 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SO_TIMESTAMPING) continue;
        struct scm_timestamping times;
        memcpy(&times, CMSG_DATA(header), sizeof times);
        if (times.ts[0].tv_sec == 0) return 0;
        struct timespec real;
        int64_t now = now_nanoseconds();
        clock_gettime(CLOCK_REALTIME, &real);
        return now - ((real.tv_sec - times.ts[0].tv_sec) * 1000000000LL + real.tv_nsec - times.ts[0].tv_nsec);
    }
    return 0;
}

void serve_connection(struct server *server, struct connection *connection, uint32_t events) {
    if (connection->handshaking) {
        int result = SSL_do_handshake(connection->ssl);
        if (result != 1) {
            if (tls_result(connection, result) < 0) {
                server->counters.errors += 1;
                close_connection(server, connection);
            }
            return;
        }
        connection->handshaking = false;
    }
    if ((events & EPOLLOUT) && connection->out && !flush(server, connection)) return;
    int64_t received = 0;
    for (;;) {
        int64_t stamp = received_at(connection);
        if (stamp != 0) received = stamp;
        ssize_t length = read_bytes(connection, read_buffer, sizeof read_buffer);
        if (length < 0) return close_connection(server, connection);
        if (length == 0) return;
        if (!take_bytes(server, connection, read_buffer, (size_t)length, received)) return;
        // The plain socket is level-triggered and reports more; bytes inside OpenSSL must be asked for.
        if (!connection->ssl && !(events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))) return;
    }
}
