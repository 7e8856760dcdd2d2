// The yardstick: the flow of three requests with only libcurl and epoll, with the settings that Turnout uses. No
// recording, no scenario, one thread unless told otherwise. Whatever Turnout costs beyond this is Turnout's own.
#pragma once

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct settings {
    const char *url;
    /// NULL: the plain default of a run without TLS.
    const char *ca;
    int participants;
    /// At most this many at once; 0: no limit.
    int concurrent;
    /// Starts spread evenly over this time; 0: as soon as the limit lets them.
    int64_t over;
    /// Starts per turn of the loop before responses are read; 0: no limit.
    int starts_per_turn;
    /// A released crowd: every participant is created before the first one starts, and nobody's second request is sent
    /// before everybody's first.
    bool release;
    /// A primed release: all but the last byte of every first request is sent, and then the last bytes of all.
    bool primed;
    /// Only a primed crowd is spread over several.
    int threads;
    /// Only the first request, and the connection stays open until the end.
    bool park;
};

struct participant;

struct yardstick {
    struct settings settings;
    CURLM *multi;
    int epoll;
    /// When libcurl wants to be called, CLOCK_MONOTONIC nanoseconds; 0: not at all.
    int64_t curl_due;
    int running, started, finished, failed;
    /// How many participants hold back the last byte of their first request, and whether it may go.
    int primed;
    bool released;
    /// With `release`: the order in which participants make their next request, first come, first served. A ring of all
    /// participants.
    struct participant **queue;
    int queue_head, queue_length;
};

enum stage { STAGE_TOKEN, STAGE_ACCESS, STAGE_PAGE, STAGE_COUNT };

/// One participant: own connections, cookies and TLS sessions.
struct participant {
    struct yardstick *yardstick;
    int number;
    enum stage stage;
    CURLSH *share;
    CURL *easy;
    struct curl_slist *headers;
    char *body;
    size_t body_length, body_capacity;
    char url[1024];
    char form[512];
    /// How much of the form libcurl has taken, if it holds back the last byte.
    size_t taken;
};

int64_t now_nanoseconds(void);

// loop.c
void open_loop(struct yardstick *yardstick);
/// One turn: what is due, one wait of at most `timeout` nanoseconds (-1: none), what arrived.
void turn(struct yardstick *yardstick, int64_t timeout);
void close_loop(struct yardstick *yardstick);

// flow.c
/// Creates a participant with all its handles that has sent nothing yet.
struct participant *make_participant(struct yardstick *yardstick, int number);
void start_participant(struct participant *participant);
/// Appends a participant to the queue, and lets the first one make its request.
void enqueue(struct yardstick *yardstick, struct participant *participant);
void perform_next(struct yardstick *yardstick);
/// Reads the response of the finished request and starts the next one, or ends the participant.
void continue_participant(struct participant *participant, CURLcode result);

// primed.c
/// Runs the crowd on as many threads as the settings say, each with a loop of its own, and adds up what they did.
void run_primed(struct yardstick *total);
/// Has libcurl read the form of a participant from it, all but the last byte until the release.
void hold_last_byte(struct participant *participant);
