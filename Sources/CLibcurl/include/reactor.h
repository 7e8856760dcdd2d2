// A multi handle between an epoll set and libcurl: the callbacks for sockets and time note what libcurl wants, and the
// loop acts on it. No callback calls libcurl or Swift, and none resumes anything.
#ifndef TURNOUT_CLIBCURL_REACTOR_H
#define TURNOUT_CLIBCURL_REACTOR_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "slot.h"
#include "stamps.h"

struct tcurl_descriptor;
struct tcurl_attempt;

// Used on one thread. Must outlive every share and easy handle that was used with it: a connection that is closed late
// still calls back with it.
struct tcurl_reactor {
    CURLM *multi;
    int poll_descriptor;
    // Transfers whose socket could not be watched since the field was last set to 0.
    int unwatched;
    // When libcurl wants to be called: CLOCK_MONOTONIC nanoseconds, 0 at once, INT64_MAX never.
    int64_t due;
    // The most bytes of a body.
    size_t body_limit;
    // What is known of each descriptor, by its number.
    struct tcurl_descriptor *descriptors;
    size_t descriptor_count;
    // The highest descriptor that a socket was ever given; -1 before the first.
    int highest_descriptor;
    // Slots whose transfers libcurl may have to be told to go on with.
    struct tcurl_slot *to_check;
    // Slots of requests of which all but the last byte has been written since they were last asked for.
    struct tcurl_slot *primed;
    // Attempts to connect to one of several addresses, in the order in which they began, in a ring.
    struct tcurl_attempt *attempts;
    size_t first_attempt;
    size_t attempt_count;
    size_t attempt_capacity;
    // How many of them were looked at before libcurl's timer for the other family of addresses.
    size_t attempts_looked_at;
    // Nanoseconds after which such an attempt is given up.
    int64_t attempt_limit;
    // Counted up with each call into libcurl that can read or write.
    uint32_t call;
    // The call in which requests were last about to be written, and when the first of them was.
    uint32_t sending_call;
    int64_t sending_since;
    // Calls that went on for over a millisecond after that, each at the place of its number; 0: none. A release makes
    // thousands before the first response is looked at.
    uint32_t slow_calls[4096];
    // The last request that was about to be written in a call, and in which.
    struct tcurl_slot *sent;
    // Whether that is for what is due, and not for a socket.
    bool is_for_timers;
    // When the kernel received what is read in this call.
    struct tcurl_stamps stamps;
    // Body buffers for reuse.
    unsigned char *spare[64];
    size_t spare_count;
};

// NULL: out of memory.
struct tcurl_reactor *tcurl_reactor_make(int poll_descriptor, size_t body_limit);
// Ends the multi handle and drops its transfers. Connections kept by shares stay theirs.
void tcurl_reactor_end_multi(struct tcurl_reactor *reactor);
// Frees all. Only after the last share and easy handle.
void tcurl_reactor_free(struct tcurl_reactor *reactor);

// When tcurl_reactor_start_due is to be called.
int64_t tcurl_reactor_next_due(const struct tcurl_reactor *reactor);
// Starts what was added and ends what has timed out: socket_action(TIMEOUT).
CURLMcode tcurl_reactor_start_due(struct tcurl_reactor *reactor);
// Tells libcurl that a descriptor is ready, unless the token's descriptor has been closed since or nobody waits for it.
CURLMcode tcurl_reactor_ready(struct tcurl_reactor *reactor, uint64_t token, uint32_t events);
// One more request of which all but the last byte has been written; NULL: no other. To be asked for before what is done.
struct tcurl_slot *tcurl_reactor_take_primed(struct tcurl_reactor *reactor);
// Takes one done transfer out of the multi handle; false if there is none.
bool tcurl_reactor_take_done(struct tcurl_reactor *reactor, struct tcurl_completion *completion);

// When the transfer's connection last sent data, to a tick of the kernel (tcurl_tick); 0: unknown, or the
// connection is closed. If the thread was stopped while the request was sent, that is before anything was read: over
// HTTP/2 libcurl answers to what it reads.
int64_t tcurl_last_sent_at(const struct tcurl_slot *slot);

// The status of the last response of a proxy to CONNECT; 0: none.
long tcurl_connect_status(CURL *easy);

// What is known so far of a transfer that is about to be given up; its code is CURLE_OK.
void tcurl_describe(CURL *easy, struct tcurl_completion *completion);

#endif
