// One connection: bytes from the kernel with their stamps, through TLS or not, to HTTP, and answers back.
//
// OpenSSL reads and writes memory, never the socket: so the server itself hands over each answer in one call, encrypted
// before, and the moments around that call have nothing else in between.
#include "reference.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char raw[65536];
static char decrypted[65536];

static void free_if_over(struct connection *connection) {
    if (connection->fd < 0 && connection->pending == 0) free(connection);
}

/// Closes it. Its memory stays while requests wait.
static void close_connection(struct connection *connection) {
    if (connection->fd < 0) return;
    close(connection->fd);
    connection->fd = -1;
    if (connection->ssl) SSL_free(connection->ssl);
    if (connection->http2) nghttp2_session_del(connection->http2);
    free(connection->reading);
    free(connection->in);
    free(connection->out);
}

void accept_connections(struct server *server) {
    for (;;) {
        struct sockaddr_in peer = {0};
        socklen_t size = sizeof peer;
        int fd = accept4(server->listener, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno != EAGAIN) server->errors += 1;
            return;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection) abort();
        connection->fd = fd;
        connection->port = ntohs(peer.sin_port);
        if (server->tls) {
            connection->ssl = SSL_new(server->tls);
            BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
            if (!connection->ssl || !in || !out) abort();
            // An empty buffer is no end.
            BIO_set_mem_eof_return(in, -1);
            BIO_set_mem_eof_return(out, -1);
            SSL_set_bio(connection->ssl, in, out);
            SSL_set_accept_state(connection->ssl);
            connection->handshaking = true;
        }
        struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
        if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
            close_connection(connection);
            free_if_over(connection);
        }
    }
}

static void watch(struct server *server, struct connection *connection, bool writing) {
    if (connection->waits_to_write == writing) return;
    connection->waits_to_write = writing;
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLRDHUP | (writing ? EPOLLOUT : 0u), .data.ptr = connection};
    epoll_ctl(server->epoll, EPOLL_CTL_MOD, connection->fd, &event);
}

/// Sends what the socket accepts and keeps the rest. False: the connection is gone.
static bool send_raw(
    struct server *server, struct connection *connection, const void *bytes, size_t length, struct row *row) {
    ssize_t sent = 0;
    if (connection->out_length == 0) {
        sent = send_bytes(server, connection->fd, bytes, length, row);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            close_connection(connection);
            return false;
        }
        if (sent < 0) sent = 0;
    }
    if ((size_t)sent == length) return true;
    // An answer that does not leave whole has no moment.
    if (row) row->answered = 0;
    char *grown = realloc(connection->out, connection->out_length + length - (size_t)sent);
    if (!grown) abort();
    memcpy(grown + connection->out_length, (const char *)bytes + sent, length - (size_t)sent);
    connection->out = grown;
    connection->out_length += length - (size_t)sent;
    watch(server, connection, true);
    return true;
}

/// Sends what OpenSSL has written. False: the connection is gone.
static bool send_encrypted(struct server *server, struct connection *connection, struct row *row) {
    char *bytes;
    long length = BIO_get_mem_data(SSL_get_wbio(connection->ssl), &bytes);
    if (length <= 0) return true;
    bool is_there = send_raw(server, connection, bytes, (size_t)length, row);
    if (is_there) (void)BIO_reset(SSL_get_wbio(connection->ssl));
    return is_there;
}

bool write_bytes(struct server *server, struct connection *connection, const void *bytes, size_t length, struct row *row) {
    if (!connection->ssl) return send_raw(server, connection, bytes, length, row);
    if (SSL_write(connection->ssl, bytes, (int)length) != (int)length) {
        close_connection(connection);
        return false;
    }
    return send_encrypted(server, connection, row);
}

/// Sends what the socket did not accept before. False: the connection is gone.
static bool flush(struct server *server, struct connection *connection) {
    ssize_t sent = send_bytes(
        server, connection->fd, connection->out + connection->out_done, connection->out_length - connection->out_done, NULL);
    if (sent < 0) {
        if (errno == EAGAIN || errno == EINTR) return true;
        close_connection(connection);
        return false;
    }
    connection->out_done += (size_t)sent;
    if (connection->out_done < connection->out_length) return true;
    free(connection->out);
    connection->out = NULL;
    connection->out_length = connection->out_done = 0;
    watch(server, connection, false);
    return true;
}

/// The number after `name=` in the query; 0: there is none.
static uint32_t find_number(const char *path, size_t length, const char *name) {
    const char *found = memmem(path, length, name, strlen(name));
    uint32_t number = 0;
    if (!found) return 0;
    for (found += strlen(name); found < path + length && *found >= '0' && *found <= '9'; found += 1)
        number = number * 10 + (uint32_t)(*found - '0');
    return number;
}

void note_request(
    struct server *server, struct connection *connection, int32_t stream, uint8_t version, const char *path, size_t length) {
    struct row *row = add_row(server);
    row->participant = find_number(path, length, "p=");
    row->step = find_number(path, length, "s=");
    row->port = connection->port;
    row->version = version;
    row->tls = connection->ssl != NULL;
    row->received = connection->received;
    row->delay = draw_delay(&server->distribution, server->seed, row->participant, row->step);
    row->hello = connection->hello;
    row->secured = connection->secured;
    row->flown = connection->flown;
    connection->hello = connection->secured = connection->flown = 0;
    int64_t from = row->received ? row->received : now_nanoseconds();
    push_pending(server, (struct pending){from + row->delay, connection, stream, (uint32_t)(row - server->rows)});
    connection->pending += 1;
}

void send_due_answers(struct server *server) {
    while (server->heap_count > 0 && server->heap[0].due <= now_nanoseconds()) {
        struct pending next = pop_pending(server);
        struct connection *connection = next.connection;
        connection->pending -= 1;
        if (connection->fd >= 0) {
            struct row *row = &server->rows[next.row];
            if (connection->http2)
                answer_http2(server, connection, next.stream, row);
            else
                write_bytes(server, connection, http1_answer, http1_answer_length, row);
            server->answered_count += 1;
        }
        free_if_over(connection);
    }
}

/// Takes bytes of HTTP. False: they are none.
static bool take_bytes(struct server *server, struct connection *connection, const char *bytes, size_t length) {
    if (connection->http2) return take_http2(connection, bytes, length);
    if (connection->in_length > 0) {
        connection->in = realloc(connection->in, connection->in_length + length);
        if (!connection->in) abort();
        memcpy(connection->in + connection->in_length, bytes, length);
        bytes = connection->in;
        length += connection->in_length;
    }
    ssize_t taken = take_http1(server, connection, bytes, length);
    if (taken < 0) return false;
    char *rest = NULL;
    size_t left = length - (size_t)taken;
    if (left > 0) {
        rest = malloc(left);
        if (!rest) abort();
        memcpy(rest, bytes + taken, left);
    }
    free(connection->in);
    connection->in = rest;
    connection->in_length = left;
    return true;
}

/// Goes on with the handshake. False: it failed.
static bool shake_hands(struct server *server, struct connection *connection) {
    int result = SSL_do_handshake(connection->ssl);
    if (result == 1) {
        connection->handshaking = false;
        connection->secured = connection->received;
        const unsigned char *name;
        unsigned length;
        SSL_get0_alpn_selected(connection->ssl, &name, &length);
        if (length == 2 && memcmp(name, "h2", 2) == 0 && !begin_http2(server, connection)) return false;
    } else if (SSL_get_error(connection->ssl, result) != SSL_ERROR_WANT_READ) {
        return false;
    }
    if (!send_encrypted(server, connection, NULL)) return false;
    if (connection->handshaking && connection->flown == 0) connection->flown = now_nanoseconds();
    return true;
}

/// Takes bytes from the socket. False: the connection is over.
static bool take_raw(struct server *server, struct connection *connection, size_t length) {
    if (!connection->ssl) return take_bytes(server, connection, raw, length);
    if (BIO_write(SSL_get_rbio(connection->ssl), raw, (int)length) != (int)length) abort();
    if (connection->hello == 0 && connection->handshaking) connection->hello = connection->received;
    if (connection->handshaking && !shake_hands(server, connection)) return false;
    if (connection->handshaking) return true;
    for (;;) {
        int got = SSL_read(connection->ssl, decrypted, sizeof decrypted);
        if (got <= 0) return SSL_get_error(connection->ssl, got) == SSL_ERROR_WANT_READ;
        if (!take_bytes(server, connection, decrypted, (size_t)got)) return false;
    }
}

void serve_connection(struct server *server, struct connection *connection, uint32_t events) {
    bool is_there = true;
    if ((events & EPOLLOUT) && connection->out) is_there = flush(server, connection);
    if (is_there && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP))) {
        ssize_t length = receive_bytes(server, connection->fd, raw, sizeof raw, &connection->received);
        if (length > 0) {
            if (connection->received == 0) server->errors += 1;
            if (!take_raw(server, connection, (size_t)length)) close_connection(connection);
        } else if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
            close_connection(connection);
        }
    }
    free_if_over(connection);
}
