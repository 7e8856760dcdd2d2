// The requests that the server understands and its responses. Sizes follow the platform: a token response of 593 bytes
// with a 440-byte access token, an access link in about 300 bytes, a room page of 2 KB that sets three cookies.
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const endpoint_names[ENDPOINT_COUNT] = {
    "token", "generate-access", "room-page", "room", "participant", "signaling-token", "join", "leave", "other",
};

#define SPACE "65f1a0b2c3d4e5f60718293a"
#define ROOM "65f1a0b2c3d4e5f60718293b"
#define CHANNEL "65f1a0b2c3d4e5f60718293c"
#define ALIAS "AbCdEf0123"
/// A JWT's header; the participant's number follows it as "p" and eight digits.
#define JWT_HEAD "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
#define ACCESS_TOKEN_LENGTH 440
#define LINK_TOKEN_LENGTH 190
#define PAGE_LENGTH 2048

static char page[PAGE_LENGTH + 1];
static char filler[512];

void prepare_answers(void) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (size_t i = 0; i < sizeof filler - 1; i += 1) filler[i] = alphabet[(i * 37 + i / 7) % 64];
    int head = snprintf(
        page, sizeof page,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Load rehearsal</title></head>\n"
        "<body><div id=\"app\" data-space-id=\"" SPACE "\" data-room-id=\"" ROOM "\" data-channel-id=\"" CHANNEL
        "\"></div>\n<!-- ");
    memset(page + head, '.', (size_t)(PAGE_LENGTH - head));
    memcpy(page + PAGE_LENGTH - 20, " -->\n</body></html>\n", 20);
}

/// Writes a token of the given length that contains the number. Returns the position after it.
static char *put_token(char *at, participant_number number, size_t length) {
    size_t head = (size_t)sprintf(at, JWT_HEAD "p%08u.", number);
    memcpy(at + head, filler, length - head);
    return at + length;
}

/// The number after "p" in eight digits, 0 if there is none.
static participant_number read_number(const char *at, const char *end) {
    if (end - at < 9 || *at != 'p') return 0;
    participant_number number = 0;
    for (int i = 1; i <= 8; i += 1) {
        if (at[i] < '0' || at[i] > '9') return 0;
        number = number * 10 + (participant_number)(at[i] - '0');
    }
    return number;
}

/// The number in a token that follows `name` anywhere in the text.
static participant_number find_number(const char *at, const char *end, const char *name, size_t skip) {
    const char *found = memmem(at, (size_t)(end - at), name, strlen(name));
    if (!found) return 0;
    found += strlen(name) + skip;
    return found < end ? read_number(found, end) : 0;
}

static bool starts(const char *at, const char *end, const char *with) {
    size_t length = strlen(with);
    return (size_t)(end - at) >= length && memcmp(at, with, length) == 0;
}

static bool ends(const char *at, const char *end, const char *with) {
    size_t length = strlen(with);
    return (size_t)(end - at) >= length && memcmp(end - length, with, length) == 0;
}

static enum endpoint find_endpoint(bool get, bool delete, const char *path, const char *path_end) {
    if (starts(path, path_end, "/room/")) return get ? ENDPOINT_ROOM_PAGE : ENDPOINT_OTHER;
    if (starts(path, path_end, "/v1/auth/token")) return ENDPOINT_TOKEN;
    if (starts(path, path_end, "/_counters")) return delete ? ENDPOINT_RESET : ENDPOINT_COUNTERS;
    if (!starts(path, path_end, "/v1/spaces/")) return ENDPOINT_OTHER;
    if (ends(path, path_end, "/generate-access")) return ENDPOINT_ACCESS;
    if (ends(path, path_end, "/participants")) return ENDPOINT_PARTICIPANT;
    if (ends(path, path_end, "/signaling-token")) return ENDPOINT_SIGNALING;
    if (ends(path, path_end, "/join")) return ENDPOINT_JOIN;
    if (ends(path, path_end, "/leave")) return ENDPOINT_LEAVE;
    const char *rooms = memmem(path, (size_t)(path_end - path), "/rooms/", 7);
    return get && rooms && !memchr(rooms + 7, '/', (size_t)(path_end - rooms - 7)) ? ENDPOINT_ROOM : ENDPOINT_OTHER;
}

int parse_request(const char *bytes, size_t length, struct request *request) {
    const char *blank = memmem(bytes, length, "\r\n\r\n", 4);
    if (!blank) return length > 16384 ? -1 : 0;
    const char *line_end = memchr(bytes, '\r', length);
    const char *path = memchr(bytes, ' ', (size_t)(line_end - bytes));
    if (!path) return -1;
    path += 1;
    const char *path_end = memchr(path, ' ', (size_t)(line_end - path));
    if (!path_end) return -1;
    const char *query = memchr(path, '?', (size_t)(path_end - path));
    *request = (struct request){
        .endpoint = find_endpoint(
            starts(bytes, line_end, "GET "), starts(bytes, line_end, "DELETE "), path, query ? query : path_end),
        .query = query ? find_number(query, path_end, "accessToken=", sizeof JWT_HEAD - 1) : 0,
    };
    size_t body = 0;
    for (const char *line = line_end + 2; line < blank; line = line_end + 2) {
        line_end = memchr(line, '\r', (size_t)(blank + 1 - line));
        switch (*line | 0x20) {
        case 'a':
            if (strncasecmp(line, "authorization: bearer ", 22) == 0)
                request->bearer = find_number(line, line_end, JWT_HEAD, 0);
            break;
        case 'c':
            if (strncasecmp(line, "content-length:", 15) == 0)
                body = strtoul(line + 15, NULL, 10);
            else if (strncasecmp(line, "connection: close", 17) == 0)
                request->close = true;
            else if (strncasecmp(line, "cookie:", 7) == 0)
                request->cookie = find_number(line, line_end, "trClId=", 0);
            break;
        case 'h':
            if (strncasecmp(line, "host: ", 6) == 0) {
                request->host = line + 6;
                request->host_length = (size_t)(line_end - line - 6);
            }
            break;
        }
    }
    request->length = (size_t)(blank + 4 - bytes) + body;
    return request->length <= length ? 1 : 0;
}

static size_t finish(char *into, int status, const char *type, const char *headers, const char *body, size_t length) {
    const char *reason = status == 200 ? "OK" : status == 204 ? "No Content" : status == 401 ? "Unauthorized" : "Not Found";
    int head = sprintf(
        into, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n", status, reason, type, length, headers);
    memcpy(into + head, body, length);
    return (size_t)head + length;
}

static size_t finish_json(char *into, int status, const char *headers, const char *body, size_t length) {
    return finish(into, status, "application/json; charset=utf-8", headers, body, length);
}

size_t write_answer(const struct server *server, const struct answer *answer, char *into) {
    static char body[ANSWER_LIMIT / 2], headers[2048];
    const char *attributes = server->tls ? "; Path=/; HttpOnly; SameSite=None; Secure\r\n" : "; Path=/; HttpOnly; SameSite=Lax\r\n";
    char *at = body;
    if (answer->status == 401)
        return finish_json(into, 401, "", body, (size_t)sprintf(
            body, "{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"Unauthorized\"}"));
    switch (answer->endpoint) {
    case ENDPOINT_TOKEN:
        at += sprintf(at, "{\"access_token\":\"");
        at = put_token(at, answer->number, ACCESS_TOKEN_LENGTH);
        at += sprintf(at, "\",\"token_type\":\"Bearer\",\"refresh_token\":\"");
        at = put_token(at, answer->number, 593 - (size_t)(at - body) - 2);
        at += sprintf(at, "\"}");
        sprintf(headers, "Set-Cookie: trClId=p%08uABCDEFGHIJK%s", answer->number, attributes);
        return finish_json(into, 200, headers, body, (size_t)(at - body));
    case ENDPOINT_ACCESS:
        at += sprintf(
            at, "{\"url\":\"%s://%s/room/" ALIAS "?participantName=Participant%%20%u&accessToken=",
            server->tls ? "https" : "http", answer->host, answer->number);
        at = put_token(at, answer->number, LINK_TOKEN_LENGTH);
        at += sprintf(at, "\"}");
        return finish_json(into, 200, "", body, (size_t)(at - body));
    case ENDPOINT_ROOM_PAGE: {
        char *head = headers;
        head += sprintf(head, "Set-Cookie: accessToken=");
        head = put_token(head, answer->number, LINK_TOKEN_LENGTH);
        head += sprintf(head, "%sSet-Cookie: refreshToken=", attributes);
        head = put_token(head, answer->number, LINK_TOKEN_LENGTH);
        sprintf(head, "%sSet-Cookie: trClId=p%08uABCDEFGHIJK%s", attributes, answer->number, attributes);
        return finish(into, 200, "text/html; charset=utf-8", headers, page, PAGE_LENGTH);
    }
    case ENDPOINT_ROOM:
        at += sprintf(
            at, "{\"id\":\"" ROOM "\",\"alias\":\"" ALIAS "\",\"channelId\":\"" CHANNEL
            "\",\"name\":\"Load rehearsal\",\"type\":\"lesson\",\"isPublic\":true}");
        return finish_json(into, 200, "", body, (size_t)(at - body));
    case ENDPOINT_PARTICIPANT:
        at += sprintf(at, "{\"id\":\"%024x\"}", answer->number);
        return finish_json(into, 200, "", body, (size_t)(at - body));
    case ENDPOINT_SIGNALING:
        at += sprintf(at, "{\"signalingToken\":\"");
        at = put_token(at, answer->number, LINK_TOKEN_LENGTH);
        at += sprintf(at, "\"}");
        return finish_json(into, 200, "", body, (size_t)(at - body));
    case ENDPOINT_JOIN:
    case ENDPOINT_LEAVE:
        return (size_t)sprintf(into, "HTTP/1.1 204 No Content\r\n\r\n");
    case ENDPOINT_COUNTERS:
        return finish_json(into, 200, "", body, write_counters(&server->counters, body, sizeof body));
    case ENDPOINT_RESET:
        return (size_t)sprintf(into, "HTTP/1.1 204 No Content\r\n\r\n");
    case ENDPOINT_OTHER:
        break;
    }
    return finish_json(into, 404, "", body, (size_t)sprintf(
        body, "{\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"Not Found\"}"));
}
