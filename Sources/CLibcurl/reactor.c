// Sockets and time between libcurl's multi handle and epoll.
//
// Descriptors stay registered when libcurl stops waiting for them (lazily): a kept connection's next request then costs
// no system call. A ready descriptor that nobody waits for (the server closed an idle connection) is taken out of the
// set at that moment. This goes for sockets that libcurl opened through our callback. It closes them behind our back while
// they connect (a socket that it "did never publish", cf-socket.c), so that what is known of a number is forgotten when
// it is opened. Others (the pair that wakes it when the resolver's thread is done) are taken out at once. Tokens carry a
// count beside the number, so that an event for a closed descriptor never reaches the next owner of its number.
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "CLibcurl.h"

struct tcurl_descriptor {
    // Counted up when the descriptor is closed.
    uint32_t generation;
    // The events that it is registered for.
    uint16_t registered_events;
    bool registered;
    // Whether libcurl waits for it.
    bool awaited;
    // Whether it was opened through our callback.
    bool ours;
    // Whether the kernel stamps what it receives.
    bool stamped;
    // When libcurl was last told that it is ready; 0: never since it was opened.
    int64_t handled_at;
    // The transfer for which libcurl last wanted it to be watched; NULL: none.
    struct tcurl_slot *user;
    // The transfer that it was opened for, while it connects to one of several addresses.
    struct tcurl_slot *opener;
    // How many segments it had sent again before the latest request of which that is known, and at the end of the last one;
    // -1: unknown. And when that was.
    int64_t retransmitted_before;
    int64_t retransmitted_at_end;
    int64_t ended_at;
    // For how many nanoseconds the peer could send nothing, since so much was left unread that the receive buffer was full:
    // altogether, before that request, and at the end of the last one.
    int64_t full_for;
    int64_t full_before;
    int64_t full_at_end;
    // Since when it was full when it was last looked at, 0: it was not; when that was; and how many bytes had arrived by then.
    // It counts when the peer goes on: otherwise it had nothing more to send.
    int64_t full_since;
    int64_t full_until;
    int64_t arrived_when_full;
};

// An attempt to connect to one of several addresses.
struct tcurl_attempt {
    struct tcurl_slot *slot;
    uint32_t generation;
    int descriptor;
    int64_t began;
};

static struct tcurl_descriptor *find(struct tcurl_reactor *reactor, int descriptor) {
    size_t place = (size_t)descriptor;
    if (place >= reactor->descriptor_count) {
        size_t count = reactor->descriptor_count > 0 ? reactor->descriptor_count : 256;
        while (count <= place) count *= 2;
        struct tcurl_descriptor *table = realloc(reactor->descriptors, count * sizeof *table);
        if (table == NULL) return NULL;
        memset(table + reactor->descriptor_count, 0, (count - reactor->descriptor_count) * sizeof *table);
        reactor->descriptors = table;
        reactor->descriptor_count = count;
    }
    return &reactor->descriptors[place];
}

static struct tcurl_slot *slot_of(CURL *easy) {
    struct tcurl_slot *slot = NULL;
    (curl_easy_getinfo)(easy, CURLINFO_PRIVATE, &slot);
    return slot;
}

static void note_user(struct tcurl_descriptor *descriptor, CURL *easy, int number) {
    if (!descriptor->ours) return;
    struct tcurl_slot *slot = slot_of(easy);
    descriptor->user = slot;
    if (slot == NULL) return;
    if (slot->sent_at != 0 && slot->written_at == 0) slot->written_at = tcurl_now();
    struct tcurl_tcp tcp;
    // On a connection that was opened for the request, counting began when it was there.
    if (slot->opened_in == 0 && slot->descriptor != number && tcurl_tcp_read(number, &tcp)) {
        slot->retransmitted_before = descriptor->retransmitted_before = tcp.retransmitted;
        slot->full_before = descriptor->full_before = descriptor->full_for;
    }
    slot->descriptor = number;
    slot->descriptor_generation = descriptor->generation;
}

// The connection is there: what it has sent again by now are connection requests.
static void begin_counting(struct tcurl_slot *slot, int number, const struct tcurl_tcp *tcp) {
    slot->repeated_syns = slot->repeated_syns_before + tcp->retransmitted;
    slot->retransmitted_before = tcp->retransmitted;
    struct tcurl_descriptor *descriptor = &slot->reactor->descriptors[number];
    descriptor->retransmitted_before = descriptor->retransmitted_at_end = tcp->retransmitted;
}

// The peer has sent more than there was when the buffer was full.
static void count_full(struct tcurl_descriptor *descriptor) {
    descriptor->full_for += descriptor->full_until - descriptor->full_since;
    descriptor->full_since = 0;
}

// Counts for how long the buffer of a socket that was looked at has been full.
static void note_full(struct tcurl_descriptor *descriptor, const struct tcurl_stamps *stamps) {
    if (stamps->stamp == 0) return;
    if (descriptor->full_since != 0 && stamps->stamp > descriptor->full_until) count_full(descriptor);
    if (!stamps->is_full) return;
    if (descriptor->full_since == 0) descriptor->full_since = stamps->stamp;
    descriptor->full_until = stamps->looked_at;
    descriptor->arrived_when_full = stamps->arrived;
}

static void take_receive_delay(struct tcurl_slot *slot, int number, int64_t before) {
    struct tcurl_descriptor *descriptor = &slot->reactor->descriptors[number];
    if (!descriptor->stamped) return;
    bool has_gone_on = tcurl_stamps_arrived(number, descriptor->arrived_when_full) > descriptor->arrived_when_full;
    if (descriptor->full_since != 0 && has_gone_on) count_full(descriptor);
    // Otherwise the response had come whole, and what comes next is another one's; over HTTP/2 perhaps another stream's.
    if (!slot->is_http2) descriptor->full_since = 0;
    slot->receive_delay = descriptor->full_for - before;
    descriptor->full_at_end = descriptor->full_for;
}

static void take_counters(struct tcurl_slot *slot, int number, int64_t before) {
    struct tcurl_descriptor *descriptor = &slot->reactor->descriptors[number];
    struct tcurl_tcp tcp;
    if (before < 0 || !tcurl_tcp_read(number, &tcp)) return;
    // Fewer than before if only now the peer has said that one was not needed.
    slot->retransmissions = tcp.retransmitted > before ? tcp.retransmitted - before : 0;
    slot->round_trip = tcp.round_trip;
    descriptor->retransmitted_at_end = tcp.retransmitted;
    descriptor->ended_at = tcurl_now();
}

static bool is_attempt_of(const struct tcurl_reactor *reactor, const struct tcurl_slot *slot, int number) {
    if (number < 0 || (size_t)number >= reactor->descriptor_count) return false;
    const struct tcurl_descriptor *descriptor = &reactor->descriptors[number];
    // libcurl closes it unseen while it connects. Its number may then be another loop's connection.
    return descriptor->awaited && (descriptor->user == slot || descriptor->opener == slot);
}

void tcurl_count_syns(struct tcurl_slot *slot) {
    if (slot->is_connected) return;
    const int *numbers = slot->addresses != NULL ? slot->connecting : &slot->opened;
    int64_t repeated = slot->repeated_syns_before;
    bool is_known = false;
    for (int place = 0; place < (slot->addresses != NULL ? 2 : 1); place++) {
        struct tcurl_tcp tcp;
        if (!is_attempt_of(slot->reactor, slot, numbers[place])) continue;
        if (!tcurl_tcp_read(numbers[place], &tcp) || !tcp.is_connecting) continue;
        is_known = true;
        repeated += tcp.retransmitted;
    }
    if (is_known) slot->repeated_syns = repeated;
}

int tcurl_open_socket_of(const struct tcurl_slot *slot) {
    const struct tcurl_reactor *reactor = slot->reactor;
    // libcurl closes unseen what only connects.
    if (slot->sent_at == 0 && !slot->is_connected) return -1;
    int number = tcurl_socket_of(slot);
    if (number < 0 || (size_t)number >= reactor->descriptor_count) return -1;
    const struct tcurl_descriptor *descriptor = &reactor->descriptors[number];
    if (!descriptor->ours) return -1;
    return slot->descriptor < 0 || slot->descriptor_generation == descriptor->generation ? number : -1;
}

// The request has ended. Its connection's counters are read unless they were when it was closed.
static void end_counting(struct tcurl_slot *slot) {
    if (slot->opened_in != 0 && !slot->is_connected) tcurl_count_syns(slot);
    if (slot->sent_at == 0 || slot->retransmissions >= 0) return;
    int number = tcurl_open_socket_of(slot);
    if (number < 0) return;
    const struct tcurl_descriptor *descriptor = &slot->reactor->descriptors[number];
    if (slot->descriptor < 0) {
        // libcurl did not have it watched: the response was there at once, or it is HTTP/2's second stream at a time. That
        // is counted from the beginning of the other one.
        bool is_alone = slot->sent_at >= descriptor->ended_at;
        take_receive_delay(slot, number, is_alone ? descriptor->full_at_end : descriptor->full_before);
        take_counters(slot, number, is_alone ? descriptor->retransmitted_at_end : descriptor->retransmitted_before);
    } else {
        take_receive_delay(slot, number, slot->full_before);
        take_counters(slot, number, slot->retransmitted_before);
    }
}

// An attempt to connect has failed, or is given up.
static void note_failed_attempt(struct tcurl_slot *slot, int number) {
    struct tcurl_tcp tcp;
    if (!tcurl_tcp_read(number, &tcp)) return;
    slot->repeated_syns_before += tcp.retransmitted;
    slot->repeated_syns = slot->repeated_syns_before;
}

static void note_unwatched(struct tcurl_reactor *reactor, CURL *easy, int error) {
    struct tcurl_slot *slot = slot_of(easy);
    if (slot != NULL) {
        slot->unwatched = true;
        slot->os_error = error;
    }
    reactor->unwatched += 1;
}

void tcurl_found_connected(struct tcurl_slot *slot, int number) {
    if (slot->is_connected || slot->opened_in == 0) return;
    slot->is_connected = true;
    // No event has said so. libcurl looks right after it has begun to connect, and when one of its timers fires.
    if (slot->opened_in != slot->reactor->call) slot->connect_delay_is_unknown = true;
    slot->delays_counted_at = tcurl_now();
    slot->delays_counted_in = slot->reactor->call;
    struct tcurl_tcp tcp;
    if (number >= 0 && tcurl_tcp_read(number, &tcp)) begin_counting(slot, number, &tcp);
}

void tcurl_has_connected(struct tcurl_slot *slot) {
    const struct tcurl_reactor *reactor = slot->reactor;
    if (slot->opened_in == 0 || slot->opened_in == reactor->call || !reactor->is_for_timers) return;
    // What one of libcurl's timers made it read was not looked at before, unless in the same call.
    if (slot->delays_counted_in != reactor->call) slot->connect_delay_is_unknown = true;
}

void tcurl_check_later(struct tcurl_slot *slot) {
    if (slot->is_to_be_checked) return;
    slot->is_to_be_checked = true;
    slot->next_to_check = slot->reactor->to_check;
    slot->reactor->to_check = slot;
}

// CURLMOPT_SOCKETFUNCTION. Never returns an error, which would make the whole multi handle unusable.
static int on_socket(CURL *easy, curl_socket_t number, int wanted, void *context, void *unused) {
    (void)unused;
    struct tcurl_reactor *reactor = context;
    struct tcurl_descriptor *descriptor = find(reactor, number);
    if (descriptor == NULL) {
        note_unwatched(reactor, easy, ENOMEM);
        return 0;
    }
    if (wanted == CURL_POLL_REMOVE) {
        descriptor->awaited = false;
        if (descriptor->opener != NULL) tcurl_check_later(descriptor->opener);
        descriptor->opener = NULL;
        if (!descriptor->ours && descriptor->registered) {
            epoll_ctl(reactor->poll_descriptor, EPOLL_CTL_DEL, number, NULL);
            descriptor->registered = false;
        }
        return 0;
    }
    descriptor->awaited = true;
    // While it connects, libcurl waits to write.
    struct tcurl_slot *connecting = descriptor->ours && wanted == CURL_POLL_IN ? slot_of(easy) : NULL;
    if (connecting != NULL) tcurl_found_connected(connecting, number);
    note_user(descriptor, easy, number);
    uint16_t events = 0;
    if (wanted & CURL_POLL_IN) events |= EPOLLIN;
    if (wanted & CURL_POLL_OUT) events |= EPOLLOUT;
    if (descriptor->registered && descriptor->registered_events == events) return 0;

    struct epoll_event event = {
        .events = events, .data = {.u64 = ((uint64_t)descriptor->generation << 32) | (uint32_t)number}};
    int operation = descriptor->registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    int result = epoll_ctl(reactor->poll_descriptor, operation, number, &event);
    // A descriptor that is not ours may have been closed and opened again unseen.
    if (result != 0 && errno == ENOENT) result = epoll_ctl(reactor->poll_descriptor, EPOLL_CTL_ADD, number, &event);
    if (result != 0 && errno == EEXIST) result = epoll_ctl(reactor->poll_descriptor, EPOLL_CTL_MOD, number, &event);
    if (result != 0) {
        descriptor->registered = false;
        note_unwatched(reactor, easy, errno);
        return 0;
    }
    descriptor->registered = true;
    descriptor->registered_events = events;
    return 0;
}

// CURLMOPT_TIMERFUNCTION.
static int on_timer(CURLM *multi, long milliseconds, void *context) {
    (void)multi;
    struct tcurl_reactor *reactor = context;
    if (milliseconds < 0) {
        reactor->due = INT64_MAX;
    } else if (milliseconds == 0) {
        reactor->due = 0;
    } else {
        reactor->due = tcurl_now() + (int64_t)milliseconds * 1000000;
    }
    return 0;
}

bool tcurl_opened_socket(struct tcurl_reactor *reactor, curl_socket_t number) {
    struct tcurl_descriptor *descriptor = find(reactor, number);
    if (descriptor == NULL) return false;
    descriptor->generation += 1;
    descriptor->registered = false;
    descriptor->awaited = false;
    descriptor->ours = true;
    descriptor->opener = NULL;
    descriptor->user = NULL;
    descriptor->handled_at = 0;
    descriptor->retransmitted_before = descriptor->retransmitted_at_end = -1;
    descriptor->ended_at = 0;
    descriptor->full_for = descriptor->full_before = descriptor->full_at_end = descriptor->full_since = 0;
    descriptor->stamped = tcurl_stamps_ask(&reactor->stamps, number);
    if (number > reactor->highest_descriptor) reactor->highest_descriptor = number;
    return true;
}

// Notes what is left unread on a socket that libcurl closes, in case the transfer has timed out: libcurl looks at the time
// before it reads, so that a loop that is late finds that the time is over although all has come.
static void note_unread(struct tcurl_reactor *reactor, const struct tcurl_descriptor *descriptor, int number) {
    struct tcurl_slot *user = descriptor->user;
    if (!descriptor->ours || user == NULL || user->descriptor != number) return;
    if (user->sent_at == 0 && (descriptor->registered_events & EPOLLOUT)) {
        user->unread_since = tcurl_stamps_connected(number);
        return;
    }
    int64_t handled_at = descriptor->handled_at > user->sent_at ? descriptor->handled_at : user->sent_at;
    user->unread_since = tcurl_stamps_unread(&reactor->stamps, number, handled_at);
}

int tcurl_close_socket(void *context, curl_socket_t number) {
    struct tcurl_reactor *reactor = context;
    if ((size_t)number < reactor->descriptor_count) {
        struct tcurl_descriptor *descriptor = &reactor->descriptors[number];
        note_unread(reactor, descriptor, number);
        struct tcurl_slot *user = descriptor->user;
        if (user != NULL && user->descriptor == number && user->descriptor_generation == descriptor->generation) {
            end_counting(user);
            tcurl_end_early_read(user, number);
        }
        descriptor->generation += 1;
        descriptor->registered = false;
        descriptor->awaited = false;
        descriptor->ours = false;
        descriptor->opener = NULL;
        descriptor->user = NULL;
    }
    tcurl_stamps_close(&reactor->stamps, number);
    // Closing takes the descriptor out of the epoll set: it is nowhere duplicated.
    return close(number);
}

void tcurl_attempt_began(struct tcurl_slot *slot, enum tcurl_family family, curl_socket_t number) {
    struct tcurl_reactor *reactor = slot->reactor;
    slot->connecting[family] = number;
    reactor->descriptors[number].opener = slot;
    tcurl_check_later(slot);
    if (reactor->attempt_count == reactor->attempt_capacity) {
        size_t capacity = reactor->attempt_capacity > 0 ? 2 * reactor->attempt_capacity : 64;
        struct tcurl_attempt *attempts = malloc(capacity * sizeof *attempts);
        // Without memory the attempt has libcurl's own limit.
        if (attempts == NULL) return;
        for (size_t place = 0; place < reactor->attempt_count; place++) {
            attempts[place] = reactor->attempts[(reactor->first_attempt + place) % reactor->attempt_capacity];
        }
        free(reactor->attempts);
        reactor->attempts = attempts;
        reactor->first_attempt = 0;
        reactor->attempt_capacity = capacity;
    }
    size_t place = (reactor->first_attempt + reactor->attempt_count) % reactor->attempt_capacity;
    reactor->attempts[place] = (struct tcurl_attempt){
        .slot = slot, .generation = slot->generation, .descriptor = number, .began = tcurl_now()};
    reactor->attempt_count += 1;
}

// Ends attempts that are over their limit. libcurl has no limit for an address: it gives each half of the time that is
// left for the whole request. shutdown(2) of a socket that connects makes the attempt fail (ECONNRESET), and libcurl
// goes on to the next address.
static void end_late_attempts(struct tcurl_reactor *reactor) {
    int64_t now = reactor->attempt_count > 0 ? tcurl_now() : 0;
    while (reactor->attempt_count > 0) {
        struct tcurl_attempt attempt = reactor->attempts[reactor->first_attempt];
        if (now - attempt.began < reactor->attempt_limit) return;
        reactor->first_attempt = (reactor->first_attempt + 1) % reactor->attempt_capacity;
        reactor->attempt_count -= 1;
        if (reactor->attempts_looked_at > 0) reactor->attempts_looked_at -= 1;
        struct tcurl_slot *slot = attempt.slot;
        if (slot->generation != attempt.generation || slot->sent_at != 0) continue;
        if (slot->connecting[0] != attempt.descriptor && slot->connecting[1] != attempt.descriptor) continue;
        struct tcurl_tcp tcp;
        if (!tcurl_tcp_read(attempt.descriptor, &tcp) || !tcp.is_connecting) continue;
        // The kernel forgets it with the attempt.
        slot->repeated_syns_before += tcp.retransmitted;
        slot->repeated_syns = slot->repeated_syns_before;
        shutdown(attempt.descriptor, SHUT_RDWR);
    }
}

// Whether the other side has closed the connection of a request that holds back its last byte. libcurl notices, but
// finishes no transfer that is paused.
static bool has_closed_early(struct tcurl_reactor *reactor, const struct tcurl_slot *slot) {
    if (slot->primed_at == 0 || slot->is_released || slot->descriptor < 0) return false;
    // Its number may be another connection's by now.
    if (reactor->descriptors[slot->descriptor].user != slot) return false;
    char byte;
    ssize_t count = recv(slot->descriptor, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT);
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

// Makes libcurl go on with transfers whose attempt to connect has failed, and with those that the server has ended before
// their last byte was released. libcurl before 8.0 takes the next address only
// when one of its own timers fires: 200 ms after the first attempt, then after half of the time that is left. Pausing
// and continuing a transfer has no other effect before its request is written than to make libcurl look at it at once.
static void nudge(struct tcurl_reactor *reactor) {
    struct tcurl_slot *slots = reactor->to_check;
    reactor->to_check = NULL;
    while (slots != NULL) {
        struct tcurl_slot *slot = slots;
        slots = slot->next_to_check;
        slot->is_to_be_checked = false;
        bool has_stalled = slot->noted != NULL || slot->replay_refused;
        if (slot->early == tcurl_early_nothing && has_closed_early(reactor, slot)) slot->early = tcurl_early_closed;
        if (slot->early != tcurl_early_nothing && !slot->is_released) {
            slot->is_released = true;
            has_stalled = true;
            // Once to send the last byte, and over HTTP/2 once more: libcurl has then read the whole response already, and
            // looks at it no more.
            slot->goes_on = 2;
        }
        if (slot->goes_on > 0) {
            slot->goes_on -= 1;
            has_stalled = true;
            tcurl_check_later(slot);
        }
        for (int family = 0; family < 2; family++) {
            int number = slot->connecting[family];
            if (number < 0 || slot->sent_at != 0 || reactor->descriptors[number].awaited) continue;
            has_stalled = true;
            slot->connecting[family] = -1;
        }
        if (!has_stalled || slot->easy == NULL) continue;
        curl_easy_pause(slot->easy, CURLPAUSE_SEND);
        curl_easy_pause(slot->easy, CURLPAUSE_CONT);
    }
}

static const size_t slow_call_places = sizeof((struct tcurl_reactor *)NULL)->slow_calls / sizeof(uint32_t);

// Remembers that the call went on for long after requests were about to be written: the thread may have been stopped before
// or after it wrote them.
static void note_slow_sending(struct tcurl_reactor *reactor) {
    static const int64_t millisecond = 1000000;
    if (reactor->sending_call != reactor->call || tcurl_now() - reactor->sending_since <= millisecond) return;
    reactor->slow_calls[reactor->call % slow_call_places] = reactor->call;
}

// Asks when such a request was sent, before libcurl reads, and possibly answers, what came since.
static void note_last_sent(const struct tcurl_reactor *reactor, struct tcurl_slot *slot, int number) {
    if (slot->last_sent_at != 0 || reactor->slow_calls[slot->sent_in % slow_call_places] != slot->sent_in) return;
    slot->last_sent_at = tcurl_stamps_last_sent(number);
}

struct tcurl_reactor *tcurl_reactor_make(int poll_descriptor, size_t body_limit) {
    struct tcurl_reactor *reactor = calloc(1, sizeof *reactor);
    if (reactor == NULL) return NULL;
    reactor->poll_descriptor = poll_descriptor;
    reactor->body_limit = body_limit;
    reactor->due = INT64_MAX;
    reactor->highest_descriptor = -1;
    tcurl_stamps_make(&reactor->stamps);
    reactor->multi = curl_multi_init();
    if (reactor->multi == NULL) {
        free(reactor);
        return NULL;
    }
    (curl_multi_setopt)(reactor->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    (curl_multi_setopt)(reactor->multi, CURLMOPT_SOCKETDATA, reactor);
    (curl_multi_setopt)(reactor->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    (curl_multi_setopt)(reactor->multi, CURLMOPT_TIMERDATA, reactor);
    return reactor;
}

void tcurl_reactor_end_multi(struct tcurl_reactor *reactor) {
    if (reactor->multi != NULL) curl_multi_cleanup(reactor->multi);
    reactor->multi = NULL;
    reactor->due = INT64_MAX;
}

void tcurl_reactor_free(struct tcurl_reactor *reactor) {
    tcurl_reactor_end_multi(reactor);
    for (size_t place = 0; place < reactor->spare_count; place++) free(reactor->spare[place]);
    free(reactor->descriptors);
    free(reactor->attempts);
    free(reactor);
}

int64_t tcurl_reactor_next_due(const struct tcurl_reactor *reactor) {
    if (reactor->attempt_count == 0) return reactor->due;
    // In steps of 16 ms, so that connections which came about long ago wake the loop a few times and not one by one.
    int64_t limit = reactor->attempts[reactor->first_attempt].began + reactor->attempt_limit;
    limit = (limit / 16000000 + 1) * 16000000;
    return limit < reactor->due ? limit : reactor->due;
}

// Adds how long the answer to a step of connecting has waited.
static void note_connecting(struct tcurl_reactor *reactor, int number, int mask) {
    const struct tcurl_descriptor *descriptor = &reactor->descriptors[number];
    struct tcurl_slot *slot = descriptor->user;
    int64_t waited = 0;
    if (!slot->is_connected) {
        if (!(mask & CURL_CSELECT_OUT)) return;
        struct tcurl_tcp tcp;
        if (!tcurl_tcp_read(number, &tcp) || !tcp.is_connected || tcp.is_used) return;
        slot->is_connected = true;
        begin_counting(slot, number, &tcp);
        waited = tcp.silent_for;
        // The kernel's tick may have been just before.
        int64_t connecting = tcurl_now() - slot->opened_at;
        if (waited > connecting) waited = connecting;
    } else if (mask & CURL_CSELECT_IN) {
        int64_t since = slot->delays_counted_at;
        waited = descriptor->stamped ? tcurl_stamps_waited(&reactor->stamps, number, since) : -1;
    }
    slot->delays_counted_at = tcurl_now();
    slot->delays_counted_in = reactor->call;
    if (waited < 0) {
        slot->connect_delay_is_unknown = true;
    } else {
        slot->connect_delay += waited;
    }
}

static int mask_of(uint32_t events) {
    int mask = 0;
    if (events & (EPOLLIN | EPOLLHUP)) mask |= CURL_CSELECT_IN;
    if (events & EPOLLOUT) mask |= CURL_CSELECT_OUT;
    if (events & EPOLLERR) mask |= CURL_CSELECT_ERR;
    return mask;
}

// Looks at what has come for those that connect before libcurl does. It tries the other family of addresses after 200 ms
// (CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS), and in that call reads whatever there is.
static void look_at_attempts(struct tcurl_reactor *reactor) {
    static const int64_t family_timer = 200000000;
    int64_t now = reactor->attempts_looked_at < reactor->attempt_count ? tcurl_now() : 0;
    for (; reactor->attempts_looked_at < reactor->attempt_count; reactor->attempts_looked_at++) {
        size_t place = (reactor->first_attempt + reactor->attempts_looked_at) % reactor->attempt_capacity;
        struct tcurl_attempt attempt = reactor->attempts[place];
        if (now - attempt.began < family_timer) return;
        struct tcurl_slot *slot = attempt.slot;
        if (slot->generation != attempt.generation || slot->sent_at != 0) continue;
        if (slot->connecting[0] != attempt.descriptor && slot->connecting[1] != attempt.descriptor) continue;
        if (reactor->descriptors[attempt.descriptor].user != slot) continue;
        // The bits are epoll's.
        struct pollfd state = {.fd = attempt.descriptor, .events = POLLIN | POLLOUT};
        if (poll(&state, 1, 0) <= 0 || (state.revents & (POLLERR | POLLNVAL))) continue;
        note_connecting(reactor, attempt.descriptor, mask_of((uint32_t)state.revents));
    }
}

CURLMcode tcurl_reactor_start_due(struct tcurl_reactor *reactor) {
    int running;
    end_late_attempts(reactor);
    reactor->call += 1;
    look_at_attempts(reactor);
    tcurl_stamps_forget(&reactor->stamps);
    reactor->is_for_timers = true;
    // libcurl calls on_timer only when its next timeout changes; what it wanted is being done now.
    reactor->due = INT64_MAX;
    CURLMcode code = curl_multi_socket_action(reactor->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    note_slow_sending(reactor);
    nudge(reactor);
    reactor->is_for_timers = false;
    return code;
}

// Looks at what is in a socket's queue if a response may be in it: not while it connects, or shakes hands. Nor if the
// connection has failed: whoever reads then takes the error away, and libcurl is to have it.
static void look(struct tcurl_reactor *reactor, int number, int mask) {
    struct tcurl_descriptor *descriptor = &reactor->descriptors[number];
    struct tcurl_slot *user = descriptor->user;
    if (user != NULL && user->sent_at == 0 && user->opened_in != 0) {
        // Of several addresses that are tried, libcurl last asked for another one.
        bool is_attempt = user->descriptor == number || descriptor->opener == user;
        if (is_attempt && !(mask & CURL_CSELECT_ERR)) {
            note_connecting(reactor, number, mask);
        } else if (is_attempt && !user->is_connected) {
            note_failed_attempt(user, number);
        }
    }
    bool is_early = user != NULL && user->descriptor == number && user->sent_at == 0;
    if (user != NULL && user->descriptor == number && user->sent_at != 0) note_last_sent(reactor, user, number);
    if (descriptor->stamped && (mask & CURL_CSELECT_IN) && !(mask & CURL_CSELECT_ERR) && !is_early) {
        tcurl_stamps_look(&reactor->stamps, number);
        note_full(descriptor, &reactor->stamps);
    } else {
        tcurl_stamps_forget(&reactor->stamps);
    }
}

CURLMcode tcurl_reactor_ready(struct tcurl_reactor *reactor, uint64_t token, uint32_t events) {
    int number = (int)(uint32_t)token;
    if ((size_t)number >= reactor->descriptor_count) return CURLM_OK;
    struct tcurl_descriptor *descriptor = &reactor->descriptors[number];
    if (descriptor->generation != (uint32_t)(token >> 32) || !descriptor->registered) return CURLM_OK;
    if (!descriptor->awaited) {
        epoll_ctl(reactor->poll_descriptor, EPOLL_CTL_DEL, number, NULL);
        descriptor->registered = false;
        return CURLM_OK;
    }
    int mask = mask_of(events);
    int running;
    CURLMcode code;
    uint32_t generation = descriptor->generation;
    // libcurl reads a large response in parts, and wants to be called at once for the next one. That has to be for this
    // socket, so that its queue is looked at first.
    static const int most_parts = 64;
    for (int part = 0; part < most_parts; part++) {
        reactor->call += 1;
        // TLS and HTTP/2 keep what they have read: of a later part nothing may be left in the queue.
        if (part == 0 || tcurl_stamps_has_more(&reactor->stamps)) look(reactor, number, mask);
        // Whatever is due is done in this call too, and libcurl calls on_timer if it wants to be called again at once. If
        // that went unnoticed the next part, such as the end of an HTTP/2 stream, would be read with another socket's call.
        if (reactor->due == 0) reactor->due = INT64_MAX;
        code = curl_multi_socket_action(reactor->multi, number, mask, &running);
        note_slow_sending(reactor);
        int64_t now = tcurl_now();
        reactor->descriptors[number].handled_at = now;
        // libcurl does not say that it wants a connection to be watched if it was watched before: for the TLS handshake.
        struct tcurl_slot *sent = reactor->sent;
        if (sent != NULL && sent->sent_in == reactor->call && sent->sent_at != 0 && sent->written_at == 0) {
            sent->written_at = now;
        }
        if (!(mask & CURL_CSELECT_IN) || reactor->due != 0 || code != CURLM_OK) break;
        // libcurl's callbacks may have moved the table.
        descriptor = &reactor->descriptors[number];
        if (descriptor->generation != generation || !descriptor->awaited || !descriptor->stamped) break;
    }
    descriptor = &reactor->descriptors[number];
    if (descriptor->user != NULL && descriptor->user->primed_at != 0) tcurl_check_later(descriptor->user);
    nudge(reactor);
    return code;
}

static int64_t offset_info(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}

static long long_info(CURL *easy, CURLINFO info) {
    long value = 0;
    return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}

// CURLINFO_POSTTRANSFER_TIME_T, which the headers of libcurl before 8.10 lack; the library says CURLE_UNKNOWN_OPTION.
static const CURLINFO posttransfer_time = (CURLINFO)(CURLINFO_OFF_T + 67);

// Head and body. REQUEST_SIZE counts the head and whatever of the body is written along with it; before libcurl 8.7 that
// is the whole of a body below 64 KiB (MAX_INITIAL_POST_SIZE in its http.c) and nothing of a larger one; from then on it
// is all of it, but for 8.7 itself and its next few releases, which leave it at 0.
// A body that is read from a callback is never written along with the head.
static int64_t bytes_sent(CURL *easy) {
    int64_t request = long_info(easy, CURLINFO_REQUEST_SIZE);
    int64_t upload = offset_info(easy, CURLINFO_SIZE_UPLOAD_T);
    static const int64_t sent_apart = 64 * 1024;
    static const unsigned int counts_all = 0x080700;
    const struct tcurl_slot *slot = slot_of(easy);
    bool is_apart = upload >= sent_apart || (slot != NULL && slot->held_body != NULL);
    if (is_apart && curl_version_info(CURLVERSION_NOW)->version_num < counts_all) return request + upload;
    return request > upload ? request : upload;
}

int64_t tcurl_last_sent_at(const struct tcurl_slot *slot) {
    if (slot->last_sent_at != 0) return slot->last_sent_at;
    if (slot->descriptor < 0) return 0;
    // Its number may be another connection's by now.
    if (slot->reactor->descriptors[slot->descriptor].user != slot) return 0;
    return tcurl_stamps_last_sent(slot->descriptor);
}

long tcurl_connect_status(CURL *easy) { return long_info(easy, CURLINFO_HTTP_CONNECTCODE); }

static void describe(CURL *easy, struct tcurl_completion *completion) {
    completion->status = long_info(easy, CURLINFO_RESPONSE_CODE);
    completion->connections = long_info(easy, CURLINFO_NUM_CONNECTS);
    completion->version = long_info(easy, CURLINFO_HTTP_VERSION);
    completion->os_error = completion->code == CURLE_OK ? 0 : long_info(easy, CURLINFO_OS_ERRNO);
    completion->looked_up = offset_info(easy, CURLINFO_NAMELOOKUP_TIME_T);
    completion->connected = offset_info(easy, CURLINFO_CONNECT_TIME_T);
    completion->secured = offset_info(easy, CURLINFO_APPCONNECT_TIME_T);
    completion->ready = offset_info(easy, CURLINFO_PRETRANSFER_TIME_T);
    completion->total = offset_info(easy, CURLINFO_TOTAL_TIME_T);
    curl_off_t sent;
    CURLcode known = (curl_easy_getinfo)(easy, posttransfer_time, &sent);
    completion->request_sent = known == CURLE_OK ? sent : -1;
    completion->bytes_received =
        offset_info(easy, CURLINFO_SIZE_DOWNLOAD_T) + long_info(easy, CURLINFO_HEADER_SIZE);
    completion->bytes_sent = bytes_sent(easy);
    completion->address = NULL;
    (curl_easy_getinfo)(easy, CURLINFO_PRIMARY_IP, &completion->address);
    completion->port = long_info(easy, CURLINFO_PRIMARY_PORT);
}

void tcurl_describe(CURL *easy, struct tcurl_completion *completion) {
    completion->code = CURLE_OK;
    completion->slot = NULL;
    completion->received_at = 0;
    struct tcurl_slot *slot = slot_of(easy);
    if (slot != NULL) end_counting(slot);
    describe(easy, completion);
}

struct tcurl_slot *tcurl_reactor_take_primed(struct tcurl_reactor *reactor) {
    while (reactor->primed != NULL) {
        struct tcurl_slot *slot = reactor->primed;
        reactor->primed = slot->next_primed;
        slot->next_primed = NULL;
        // Not if the server has ended it in the meantime.
        if (slot->primed_at != 0 && slot->early == tcurl_early_nothing) return slot;
    }
    return NULL;
}

// Reads what is known of a transfer only for as long as libcurl has it.
static void end(const struct tcurl_reactor *reactor, struct tcurl_completion *completion) {
    struct tcurl_slot *slot = completion->slot;
    int number = tcurl_open_socket_of(slot);
    // Of a response that was there at once, such as one that came while the thread was stopped in the call that sent the
    // request, libcurl did not have the socket watched.
    if (slot->sent_at != 0 && number >= 0) note_last_sent(reactor, slot, number);
    tcurl_end_early_read(slot, number);
    completion->received_at = tcurl_received_at(reactor, slot);
    bool is_over_time = completion->code == CURLE_OPERATION_TIMEDOUT;
    completion->unread_since = is_over_time ? tcurl_unread_since(reactor, slot) : 0;
    end_counting(slot);
}

bool tcurl_reactor_take_done(struct tcurl_reactor *reactor, struct tcurl_completion *completion) {
    if (reactor->multi == NULL) return false;
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(reactor->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        // The message is libcurl's and goes with the handle.
        CURL *easy = message->easy_handle;
        completion->code = message->data.result;
        completion->slot = slot_of(easy);
        completion->received_at = 0;
        completion->unread_since = 0;
        if (completion->slot != NULL) end(reactor, completion);
        describe(easy, completion);
        curl_multi_remove_handle(reactor->multi, easy);
        if (completion->slot != NULL) return true;
    }
    return false;
}
