// One participant's three requests: token, access link with that token, the room page of the link.
#include "yardstick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPACE "65f1a0b2c3d4e5f60718293a"
#define ROOM "65f1a0b2c3d4e5f60718293b"

static size_t take_body(char *bytes, size_t one, size_t length, void *context) {
    struct participant *participant = context;
    (void)one;
    if (participant->body_length + length + 1 > participant->body_capacity) {
        size_t capacity = participant->body_capacity ? participant->body_capacity * 2 : 1024;
        while (capacity < participant->body_length + length + 1) capacity *= 2;
        char *grown = realloc(participant->body, capacity);
        if (!grown) return 0;
        participant->body = grown;
        participant->body_capacity = capacity;
    }
    memcpy(participant->body + participant->body_length, bytes, length);
    participant->body_length += length;
    participant->body[participant->body_length] = 0;
    return length;
}

/// Copies the text after `"name":"` up to the next quote. False: there is none, or it does not fit.
static bool find_text(const char *json, const char *name, char *into, size_t capacity) {
    const char *found = json ? strstr(json, name) : NULL;
    if (!found) return false;
    found += strlen(name);
    const char *end = strchr(found, '"');
    if (!end || (size_t)(end - found) >= capacity) return false;
    memcpy(into, found, (size_t)(end - found));
    into[end - found] = 0;
    return true;
}

static void perform(struct participant *participant) {
    participant->body_length = 0;
    curl_easy_setopt(participant->easy, CURLOPT_URL, participant->url);
    curl_easy_setopt(participant->easy, CURLOPT_HTTPHEADER, participant->headers);
    if (participant->stage == STAGE_PAGE) {
        curl_easy_setopt(participant->easy, CURLOPT_HTTPGET, 1L);
    } else {
        curl_easy_setopt(participant->easy, CURLOPT_POST, 1L);
        curl_easy_setopt(participant->easy, CURLOPT_POSTFIELDS, participant->form);
        curl_easy_setopt(participant->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(participant->form));
        if (participant->yardstick->settings.primed && participant->stage == STAGE_TOKEN) hold_last_byte(participant);
    }
    if (curl_multi_add_handle(participant->yardstick->multi, participant->easy) != CURLM_OK) abort();
}

static void set_headers(struct participant *participant, const char *first, const char *second) {
    char number[64];
    snprintf(number, sizeof number, "X-Turnout-Participant: %d", participant->number);
    curl_slist_free_all(participant->headers);
    participant->headers = curl_slist_append(NULL, number);
    if (first) participant->headers = curl_slist_append(participant->headers, first);
    if (second) participant->headers = curl_slist_append(participant->headers, second);
}

struct participant *make_participant(struct yardstick *yardstick, int number) {
    struct participant *participant = calloc(1, sizeof *participant);
    if (!participant) abort();
    participant->yardstick = yardstick;
    participant->number = number;
    participant->share = curl_share_init();
    participant->easy = curl_easy_init();
    if (!participant->share || !participant->easy) abort();
    curl_share_setopt(participant->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
    curl_share_setopt(participant->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
    curl_share_setopt(participant->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    CURL *easy = participant->easy;
    curl_easy_setopt(easy, CURLOPT_SHARE, participant->share);
    curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_CAINFO, yardstick->settings.ca);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, -1L);
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, -1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 4096L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 30000L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Turnout/0.1.0 (run 20261124T030000Z-yardstick)");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, participant);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, participant);

    snprintf(participant->url, sizeof participant->url, "%s/v1/auth/token", yardstick->settings.url);
    snprintf(
        participant->form, sizeof participant->form,
        "{\"grant_type\":\"password\",\"client_id\":\"turnout\",\"client_secret\":\"turnout-secret\","
        "\"username\":\"participant-%d@example.test\",\"password\":\"password-%d\"}",
        number, number);
    set_headers(participant, "Content-Type: application/json", NULL);
    return participant;
}

void start_participant(struct participant *participant) {
    participant->yardstick->running += 1;
    participant->yardstick->started += 1;
    perform(participant);
}

void enqueue(struct yardstick *yardstick, struct participant *participant) {
    int capacity = yardstick->settings.participants;
    yardstick->queue[(yardstick->queue_head + yardstick->queue_length) % capacity] = participant;
    yardstick->queue_length += 1;
}

void perform_next(struct yardstick *yardstick) {
    struct participant *next = yardstick->queue[yardstick->queue_head];
    yardstick->queue_head = (yardstick->queue_head + 1) % yardstick->settings.participants;
    yardstick->queue_length -= 1;
    if (next->stage == STAGE_TOKEN)
        start_participant(next);
    else
        perform(next);
}

static void end_participant(struct participant *participant, bool good) {
    struct yardstick *yardstick = participant->yardstick;
    yardstick->running -= 1;
    yardstick->finished += 1;
    if (!good) yardstick->failed += 1;
    if (yardstick->settings.park && good) return;
    curl_easy_cleanup(participant->easy);
    curl_share_cleanup(participant->share);
    curl_slist_free_all(participant->headers);
    free(participant->body);
    free(participant);
}

void continue_participant(struct participant *participant, CURLcode result) {
    long status = 0;
    curl_easy_getinfo(participant->easy, CURLINFO_RESPONSE_CODE, &status);
    if (result != CURLE_OK || status != 200) {
        if (participant->yardstick->failed == 0)
            fprintf(stderr, "bench-yardstick: %s, status %ld\n", curl_easy_strerror(result), status);
        return end_participant(participant, false);
    }
    switch (participant->stage) {
    case STAGE_TOKEN: {
        if (participant->yardstick->settings.park) return end_participant(participant, true);
        char authorization[1024] = "Authorization: Bearer ";
        size_t head = strlen(authorization);
        if (!find_text(participant->body, "\"access_token\":\"", authorization + head, sizeof authorization - head))
            return end_participant(participant, false);
        snprintf(
            participant->url, sizeof participant->url, "%s/v1/spaces/" SPACE "/rooms/" ROOM "/generate-access",
            participant->yardstick->settings.url);
        snprintf(
            participant->form, sizeof participant->form,
            "{\"username\":\"Participant %d\",\"role\":\"user\",\"externalUserId\":\"participant%d\"}",
            participant->number, participant->number);
        set_headers(participant, "Content-Type: application/json", authorization);
        break;
    }
    case STAGE_ACCESS:
        if (!find_text(participant->body, "\"url\":\"", participant->url, sizeof participant->url))
            return end_participant(participant, false);
        set_headers(participant, NULL, NULL);
        break;
    case STAGE_PAGE:
    case STAGE_COUNT:
        return end_participant(participant, true);
    }
    participant->stage += 1;
    // Released together: a participant with a response waits until all others have sent their first request.
    if (participant->yardstick->queue)
        enqueue(participant->yardstick, participant);
    else
        perform(participant);
}
