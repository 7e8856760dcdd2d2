// The benchmark's server: one thread on epoll.
//
//     bench-server [--address A] [--port N] [--tls CERTIFICATE.pem] [--cpu N] [--delay-ms N]
//
// Prints {"port":N,"pid":N} when it listens on loopback. Reads commands from standard input, one per line, and answers
// each with one line: `counters`, `reset`, `hold N` (token requests beyond N wait), `release`. Ends when its standard
// input is closed. `GET /_counters` and `DELETE /_counters` do the same over HTTP.
#include "certificate.h"
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t now_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "bench-server: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void listen_on_loopback(struct server *server) {
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (server->listener < 0) fail("socket");
    int on = 1;
    setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(server->port), .sin_addr.s_addr = server->address};
    socklen_t length = sizeof address;
    if (bind(server->listener, (struct sockaddr *)&address, length) != 0) fail("bind");
    if (listen(server->listener, 65535) != 0) fail("listen");
    if (getsockname(server->listener, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
    server->port = ntohs(address.sin_port);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->listener, &event) != 0) fail("epoll_ctl");
}

static void obey(struct server *server, const char *command) {
    static char text[16384];
    if (strcmp(command, "counters") == 0) {
        write_counters(&server->counters, text, sizeof text);
        puts(text);
    } else if (strcmp(command, "reset") == 0) {
        reset_counters(&server->counters);
        puts("{}");
    } else if (strncmp(command, "hold ", 5) == 0) {
        server->hold_after = strtoull(command + 5, NULL, 10);
        puts("{}");
    } else if (strcmp(command, "release") == 0) {
        release_held(server);
        puts("{}");
    } else {
        puts("{\"error\":\"unknown command\"}");
    }
    fflush(stdout);
}

/// Reads what arrived on standard input. False at its end.
static bool read_commands(struct server *server) {
    static char line[256];
    static size_t length;
    ssize_t got = read(STDIN_FILENO, line + length, sizeof line - 1 - length);
    if (got <= 0) return got < 0 && errno == EINTR;
    length += (size_t)got;
    for (char *end; (end = memchr(line, '\n', length)) != NULL;) {
        *end = 0;
        obey(server, line);
        length -= (size_t)(end + 1 - line);
        memmove(line, end + 1, length);
    }
    return length < sizeof line - 1;
}

static int wait_milliseconds(const struct server *server) {
    if (server->queue_head == server->queue_count) return -1;
    int64_t left = server->queue[server->queue_head]->answer.due - now_nanoseconds();
    return left <= 0 ? 0 : (int)(left / 1000000) + 1;
}

static void serve(struct server *server) {
    struct epoll_event events[512];
    for (;;) {
        int count = epoll_wait(server->epoll, events, 512, wait_milliseconds(server));
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        // New connections first, in every turn: the kernel's queue of them is short.
        for (int i = 0; i < count; i += 1)
            if (events[i].data.ptr == NULL) accept_connections(server);
        for (int i = 0; i < count; i += 1) {
            if (events[i].data.ptr == NULL) continue;
            if (events[i].data.ptr != server)
                serve_connection(server, events[i].data.ptr, events[i].events);
            else if (!read_commands(server))
                return;
        }
        send_due_answers(server);
    }
}

int main(int count, char **arguments) {
    struct server server = {.hold_after = UINT64_MAX, .address = htonl(INADDR_LOOPBACK)};
    const char *certificate = NULL;
    for (int i = 1; i < count; i += 1) {
        const char *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (strcmp(arguments[i], "--port") == 0 && value)
            server.port = (uint16_t)atoi(value);
        else if (strcmp(arguments[i], "--address") == 0 && value)
            server.address = inet_addr(value);
        else if (strcmp(arguments[i], "--tls") == 0 && value)
            certificate = value;
        else if (strcmp(arguments[i], "--delay-ms") == 0 && value)
            server.delay = atoll(value) * 1000000;
        else if (strcmp(arguments[i], "--cpu") == 0 && value) {
            cpu_set_t set;
            CPU_ZERO(&set);
            CPU_SET((size_t)atoi(value), &set);
            if (sched_setaffinity(0, sizeof set, &set) != 0) fail("sched_setaffinity");
        } else {
            fprintf(stderr, "usage: bench-server [--address A] [--port N] [--tls CERTIFICATE.pem] [--cpu N] [--delay-ms N]\n");
            return 64;
        }
        i += 1;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    prepare_answers();
    if (certificate) server.tls = make_tls_context(certificate, false);
    server.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (server.epoll < 0) fail("epoll_create1");
    listen_on_loopback(&server);
    // Fails if standard input is a file; then there are no commands, and only a signal ends the server.
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &server};
    epoll_ctl(server.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    reset_counters(&server.counters);
    printf("{\"port\":%u,\"pid\":%d}\n", server.port, getpid());
    fflush(stdout);
    serve(&server);
    return 0;
}
