// A primed release: connection, TLS handshake, header and all but the last byte of the body go out before T0, and the last
// bytes of all at T0, with nothing but curl_easy_pause and one call of libcurl.
#include "yardstick.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_barrier_t ready;

static size_t give_form(char *bytes, size_t one, size_t capacity, void *context) {
    struct participant *participant = context;
    struct yardstick *yardstick = participant->yardstick;
    size_t end = strlen(participant->form) - (yardstick->released ? 0 : 1);
    size_t left = end - participant->taken;
    if (left == 0 && !yardstick->released) {
        yardstick->primed += 1;
        return CURL_READFUNC_PAUSE;
    }
    if (left > one * capacity) left = one * capacity;
    memcpy(bytes, participant->form + participant->taken, left);
    participant->taken += left;
    return left;
}

void hold_last_byte(struct participant *participant) {
    curl_easy_setopt(participant->easy, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(participant->easy, CURLOPT_READFUNCTION, give_form);
    curl_easy_setopt(participant->easy, CURLOPT_READDATA, participant);
}

/// The crowd of one thread.
static void *run_part(void *context) {
    struct yardstick *yardstick = context;
    int count = yardstick->settings.participants;
    struct participant **participants = calloc((size_t)count, sizeof *participants);
    if (!participants) abort();
    open_loop(yardstick);
    for (int i = 0; i < count; i += 1) participants[i] = make_participant(yardstick, i + 1);
    while (yardstick->primed + yardstick->finished < count) {
        for (int starts = 0; starts < 16 && yardstick->started < count; starts += 1)
            start_participant(participants[yardstick->started]);
        turn(yardstick, yardstick->started < count ? 0 : 1000000);
    }
    pthread_barrier_wait(&ready);
    yardstick->released = true;
    if (yardstick->finished == 0)
        for (int i = 0; i < count; i += 1) curl_easy_pause(participants[i]->easy, CURLPAUSE_CONT);
    while (yardstick->finished < count) turn(yardstick, -1);
    close_loop(yardstick);
    free(participants);
    return NULL;
}

void run_primed(struct yardstick *total) {
    int threads = total->settings.threads;
    struct yardstick *parts = calloc((size_t)threads, sizeof *parts);
    pthread_t *handles = calloc((size_t)threads, sizeof *handles);
    if (!parts || !handles || pthread_barrier_init(&ready, NULL, (unsigned)threads) != 0) abort();
    for (int i = 0; i < threads; i += 1) {
        parts[i].settings = total->settings;
        parts[i].settings.participants = total->settings.participants * (i + 1) / threads - total->settings.participants * i / threads;
        if (pthread_create(&handles[i], NULL, run_part, &parts[i]) != 0) abort();
    }
    for (int i = 0; i < threads; i += 1) {
        pthread_join(handles[i], NULL);
        total->finished += parts[i].finished;
        total->failed += parts[i].failed;
    }
    free(parts);
    free(handles);
}
