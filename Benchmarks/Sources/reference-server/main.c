// The reference server: it knows how long each answer took.
//
//     reference-server [--tls CERTIFICATE.pem] [--http2] [--delay DISTRIBUTION] [--seed N]
//
// Prints {"port":N,"pid":N,"priority":"…"} when it listens on loopback. Each request names itself in its query: `p=` is the
// participant and `s=` the step. Reads commands from standard input, one per line, and answers each with one line: `count`;
// `log FILE` writes the log as CSV. Ends when its standard input is closed.
#include "certificate.h"
#include "reference.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
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
    fprintf(stderr, "reference-server: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void listen_on_loopback(struct server *server) {
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (server->listener < 0) fail("socket");
    // Also turns the kernel's stamping on before the first connection; accepted sockets inherit it.
    ask_for_stamps(server->listener);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(server->listener, (struct sockaddr *)&address, length) != 0) fail("bind");
    if (listen(server->listener, 65535) != 0) fail("listen");
    if (getsockname(server->listener, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
    server->port = ntohs(address.sin_port);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(server->epoll, EPOLL_CTL_ADD, server->listener, &event) != 0) fail("epoll_ctl");
}

/// The server goes before everything else, so that nothing comes between it and its clock. Returns what was permitted.
static const char *go_first(void) {
    prctl(PR_SET_TIMERSLACK, 1UL);
    struct sched_param parameters = {.sched_priority = 1};
    if (sched_setscheduler(0, SCHED_FIFO, &parameters) == 0) return "real-time";
    return setpriority(PRIO_PROCESS, 0, -20) == 0 ? "nice -20" : "ordinary";
}

static void obey(struct server *server, const char *command) {
    if (strcmp(command, "count") == 0) {
        printf(
            "{\"requests\":%zu,\"answered\":%zu,\"errors\":%lu}\n", server->row_count, server->answered_count,
            server->errors);
    } else if (strncmp(command, "log ", 4) == 0) {
        if (write_log(server, command + 4))
            printf("{\"rows\":%zu}\n", server->row_count);
        else
            printf("{\"error\":\"the log cannot be written\"}\n");
    } else {
        puts("{\"error\":\"unknown command\"}");
    }
    fflush(stdout);
}

/// Reads what arrived on standard input. False at its end.
static bool read_commands(struct server *server) {
    static char line[1024];
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

static void serve(struct server *server) {
    // Few at a time, so that answers that fall due need not wait for many requests.
    struct epoll_event events[32];
    for (;;) {
        struct timespec limit = {0};
        if (server->heap_count > 0) {
            int64_t left = server->heap[0].due - now_nanoseconds();
            if (left > 0) limit = (struct timespec){.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
        }
        int count = epoll_pwait2(server->epoll, events, 32, server->heap_count > 0 ? &limit : NULL, NULL);
        if (count < 0 && errno != EINTR) fail("epoll_pwait2");
        read_clock_offset(server);
        for (int i = 0; i < count; i += 1) {
            if (events[i].data.ptr == NULL)
                accept_connections(server);
            else if (events[i].data.ptr != server)
                serve_connection(server, events[i].data.ptr, events[i].events);
            else if (!read_commands(server))
                return;
        }
        send_due_answers(server);
    }
}

int main(int count, char **arguments) {
    struct server server = {.seed = 1};
    const char *certificate = NULL, *delay = "constant:50";
    bool http2 = false, is_good = true;
    for (int i = 1; i < count; i += 1) {
        const char *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (strcmp(arguments[i], "--http2") == 0) {
            http2 = true;
            continue;
        }
        if (strcmp(arguments[i], "--tls") == 0 && value)
            certificate = value;
        else if (strcmp(arguments[i], "--delay") == 0 && value)
            delay = value;
        else if (strcmp(arguments[i], "--seed") == 0 && value)
            server.seed = strtoull(value, NULL, 10);
        else
            is_good = false;
        i += 1;
    }
    if (!is_good || !parse_distribution(delay, &server.distribution)) {
        fprintf(stderr, "usage: reference-server [--tls CERTIFICATE.pem] [--http2] [--delay DISTRIBUTION] [--seed N]\n");
        return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    prepare_http1();
    prepare_http2(&server);
    if (certificate) server.tls = make_tls_context(certificate, http2);
    server.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (server.epoll < 0) fail("epoll_create1");
    listen_on_loopback(&server);
    // Fails if standard input is a file; then there are no commands, and only a signal ends the server.
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &server};
    epoll_ctl(server.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    const char *priority = go_first();
    printf("{\"port\":%u,\"pid\":%d,\"priority\":\"%s\"}\n", server.port, getpid(), priority);
    fflush(stdout);
    serve(&server);
    return 0;
}
