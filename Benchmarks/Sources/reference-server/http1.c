// HTTP/1.1: requests, and the one answer.
#include "reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// 600 bytes, as the answer of a log-in has.
#define FORTY "........................................"
const char answer_body[] = "{\"reference\":\"" FORTY FORTY FORTY FORTY FORTY FORTY FORTY FORTY FORTY FORTY FORTY FORTY FORTY
                           FORTY "........................\"}";
const size_t answer_body_length = sizeof answer_body - 1;
char http1_answer[1024];
size_t http1_answer_length;

void prepare_http1(void) {
    http1_answer_length = (size_t)snprintf(
        http1_answer, sizeof http1_answer,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", answer_body_length, answer_body);
}

ssize_t take_http1(struct server *server, struct connection *connection, const char *bytes, size_t length) {
    size_t taken = 0;
    while (taken < length) {
        const char *at = bytes + taken;
        size_t left = length - taken;
        const char *blank = memmem(at, left, "\r\n\r\n", 4);
        if (!blank) return left > 16384 ? -1 : (ssize_t)taken;
        size_t body = 0;
        const char *line = memmem(at, (size_t)(blank - at), "\r\n", 2);
        const char *path = memchr(at, ' ', (size_t)(blank - at));
        if (!path) return -1;
        path += 1;
        const char *path_end = memchr(path, ' ', (size_t)(blank - path));
        if (!path_end) return -1;
        for (; line && line < blank; line = memmem(line + 2, (size_t)(blank - line - 2), "\r\n", 2))
            if (strncasecmp(line + 2, "content-length:", 15) == 0) body = strtoul(line + 17, NULL, 10);
        size_t whole = (size_t)(blank + 4 - at) + body;
        if (whole > left) return (ssize_t)taken;
        note_request(server, connection, 0, 11, path, (size_t)(path_end - path));
        taken += whole;
    }
    return (ssize_t)taken;
}
