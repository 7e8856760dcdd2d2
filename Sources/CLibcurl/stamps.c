// The kernel's receive times of what libcurl reads.
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
// The kernel's own, after those of the C library: its `tcp_info` is the longer one.
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>

#include "CLibcurl.h"

static const int64_t millisecond = 1000000;
static const int stamping = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;

static bool ask(int descriptor) {
    return setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPING, &stamping, sizeof stamping) == 0;
}

void tcurl_stamps_begin(void) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) descriptor = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    // Stays open: the kernel stamps for as long as there is a socket that asks for it.
    if (descriptor >= 0 && !ask(descriptor)) close(descriptor);
}

static int64_t nanoseconds(struct timespec time) { return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec; }

static int64_t real_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now);
}

int64_t tcurl_tick(void) {
    // The coarse clocks go on with the tick. TCP_INFO tells whole milliseconds.
    struct timespec resolution;
    if (clock_getres(CLOCK_MONOTONIC_COARSE, &resolution) != 0) return 4 * millisecond;
    int64_t tick = (nanoseconds(resolution) + millisecond - 1) / millisecond * millisecond;
    return tick < millisecond ? millisecond : tick;
}

// Reads both clocks, one right after the other. False: the thread was stopped in between each time.
static bool read_clocks(struct tcurl_stamps *stamps) {
    static const int64_t most_apart = 20000;
    for (int attempt = 0; attempt < 4; attempt++) {
        int64_t before = tcurl_now();
        int64_t real = real_time();
        int64_t now = tcurl_now();
        if (now - before > most_apart) continue;
        int64_t offset = real - before - (now - before) / 2;
        int64_t change = offset - stamps->offset;
        // The kernel lets a clock that is corrected run faster or slower by 500 millionths. More: it was set.
        int64_t allowed = 50000 + (now - stamps->offset_at) / 2000;
        if (stamps->offset_at != 0 && (change > allowed || change < -allowed)) {
            // A stamp of before seems to be earlier by as much as the clock was set forward, or later.
            int64_t from = now + (change < 0 ? -change : 0);
            if (from > stamps->trusted_from) stamps->trusted_from = from;
        }
        stamps->offset = offset;
        stamps->offset_at = now;
        return true;
    }
    return false;
}

void tcurl_stamps_make(struct tcurl_stamps *stamps) {
    *stamps = (struct tcurl_stamps){.wanted = true, .descriptor = -1};
    read_clocks(stamps);
}

bool tcurl_stamps_ask(const struct tcurl_stamps *stamps, int descriptor) { return stamps->wanted && ask(descriptor); }

// Older headers end before the window that the kernel has offered last, which it tells since Linux 6.2.
union tcp_state {
    struct tcp_info info;
    unsigned char bytes[512];
};
static const size_t offered_window = offsetof(struct tcp_info, tcpi_snd_wnd) + sizeof(uint32_t);

// As tcurl_stamps_arrived.
static int64_t bytes_arrived(const union tcp_state *state, socklen_t size, int64_t before) {
    // The states of a connection whose other side has ended it (the kernel's include/net/tcp_states.h).
    enum { time_wait = 6, closed = 7, close_wait = 8, last_ack = 9, closing = 11 };
    const struct tcp_info *info = &state->info;
    if (size < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof info->tcpi_bytes_received) return -1;
    uint8_t at = info->tcpi_state;
    // The kernel counts the end as a byte.
    bool has_ended = at == time_wait || at == close_wait || at == last_ack || at == closing;
    int64_t count = (int64_t)info->tcpi_bytes_received - has_ended;
    // One that was reset may have been ended before, as by a peer that has closed and is then told of the end of TLS.
    return at == closed && before >= 0 && count == before + 1 ? before : count;
}

static bool read_state(int descriptor, union tcp_state *state, socklen_t *size) {
    *size = sizeof *state;
    return getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, state, size) == 0;
}

// The same, and the moment of which it tells. False also if the thread was stopped between the two each time: what the kernel
// says happened so many milliseconds ago would seem to be later by as much. So it would where the last tick came late, as it
// does in a virtual machine that has had no processor: the kernel counts ticks, and the coarse clock is that of the last one.
static bool read_state_now(int descriptor, union tcp_state *state, socklen_t *size, int64_t *now) {
    for (int attempt = 0; attempt < 4; attempt++) {
        int64_t before = tcurl_now();
        if (!read_state(descriptor, state, size)) return false;
        struct timespec coarse;
        if (clock_gettime(CLOCK_MONOTONIC_COARSE, &coarse) != 0) return false;
        *now = tcurl_now();
        if (*now - before > millisecond) continue;
        int64_t next_tick = nanoseconds(coarse) + tcurl_tick();
        if (next_tick < *now) *now = next_tick;
        return true;
    }
    return false;
}

int64_t tcurl_stamps_arrived(int descriptor, int64_t before) {
    union tcp_state state;
    socklen_t size;
    return read_state(descriptor, &state, &size) ? bytes_arrived(&state, size, before) : -1;
}

// Whether the receive buffer is so full that the kernel offers the peer no window, or less than it makes use of: Linux sends
// no part of a segment into a window that is smaller (RFC 9293 section 3.8.6.2.1). An older kernel does not tell the window;
// the buffer then counts as full from three quarters on.
static bool is_full(int descriptor, const union tcp_state *state, socklen_t size) {
    uint32_t window;
    if (size >= offered_window + sizeof window) {
        memcpy(&window, state->bytes + offered_window, sizeof window);
        uint32_t segment = state->info.tcpi_rcv_mss < 16384 ? state->info.tcpi_rcv_mss : 16384;
        return window < segment;
    }
    uint32_t memory[SK_MEMINFO_VARS];
    socklen_t length = sizeof memory;
    if (getsockopt(descriptor, SOL_SOCKET, SO_MEMINFO, memory, &length) != 0 || length < sizeof memory) return false;
    return memory[SK_MEMINFO_RMEM_ALLOC] >= memory[SK_MEMINFO_RCVBUF] / 4 * 3;
}

// Reads how much is in the queue and the last segment's stamp, without copying anything: MSG_TRUNC only counts.
static void peek(struct tcurl_stamps *stamps) {
    union {
        char bytes[CMSG_SPACE(sizeof(struct scm_timestamping))];
        struct cmsghdr aligned;
    } control;
    struct iovec all = {.iov_base = NULL, .iov_len = 1 << 30};
    struct msghdr message = {
        .msg_iov = &all, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    stamps->stamp = 0;
    stamps->length = recvmsg(stamps->descriptor, &message, MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC);
    if (stamps->length <= 0) return;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SO_TIMESTAMPING) continue;
        struct scm_timestamping times;
        memcpy(&times, CMSG_DATA(header), sizeof times);
        int64_t real = (int64_t)times.ts[0].tv_sec * 1000000000 + times.ts[0].tv_nsec;
        if (real == 0 || !read_clocks(stamps)) return;
        stamps->looked_at = stamps->offset_at;
        int64_t stamp = real - stamps->offset;
        // The two readings of the clock may be some microseconds apart.
        static const int64_t uncertainty = 20000;
        if (stamp > stamps->looked_at + uncertainty || stamp < stamps->trusted_from) return;
        stamps->stamp = stamp < stamps->looked_at ? stamp : stamps->looked_at;
    }
}

void tcurl_stamps_look(struct tcurl_stamps *stamps, int descriptor) {
    stamps->descriptor = descriptor;
    stamps->is_closed = false;
    stamps->arrived = -1;
    stamps->is_full = false;
    peek(stamps);
    if (stamps->stamp == 0 || stamps->looked_at - stamps->stamp <= millisecond) return;
    // What arrives from now on, and is read in the same call, must not get this stamp. It is looked for at the end of a
    // response: see tcurl_received_at. Counted first, so that nothing arrives between counting and looking unnoticed.
    union tcp_state state;
    socklen_t size;
    if (read_state(descriptor, &state, &size)) {
        stamps->arrived = bytes_arrived(&state, size, -1);
        stamps->is_full = stamps->arrived >= 0 && is_full(descriptor, &state, size);
    }
    peek(stamps);
}

int64_t tcurl_stamps_waited(struct tcurl_stamps *stamps, int descriptor, int64_t since) {
    stamps->descriptor = descriptor;
    peek(stamps);
    tcurl_stamps_forget(stamps);
    // The end of the connection has no stamp.
    if (stamps->length <= 0) return 0;
    if (stamps->stamp == 0) return -1;
    return stamps->looked_at - (stamps->stamp > since ? stamps->stamp : since);
}

bool tcurl_stamps_has_more(const struct tcurl_stamps *stamps) {
    int count = 0;
    return stamps->descriptor >= 0 && ioctl(stamps->descriptor, FIONREAD, &count) == 0 && count > 0;
}

void tcurl_stamps_forget(struct tcurl_stamps *stamps) { stamps->descriptor = -1; }

void tcurl_stamps_close(struct tcurl_stamps *stamps, int descriptor) {
    if (descriptor != stamps->descriptor || stamps->is_closed) return;
    stamps->is_closed = true;
    if (stamps->arrived >= 0) stamps->arrived_at_end = tcurl_stamps_arrived(descriptor, stamps->arrived);
}

int64_t tcurl_stamps_last_sent(int descriptor) {
    union tcp_state state;
    socklen_t size;
    int64_t now;
    if (!read_state_now(descriptor, &state, &size, &now)) return 0;
    return now - (int64_t)state.info.tcpi_last_data_sent * millisecond;
}

int64_t tcurl_stamps_unread(const struct tcurl_stamps *stamps, int descriptor, int64_t handled_at) {
    struct tcurl_stamps looking = *stamps;
    looking.descriptor = descriptor;
    peek(&looking);
    if (looking.length > 0) return looking.stamp != 0 ? looking.stamp : tcurl_now();
    union tcp_state state;
    socklen_t size;
    int64_t now;
    if (!read_state_now(descriptor, &state, &size, &now) || state.info.tcpi_bytes_received == 0) return 0;
    int64_t told = now - (int64_t)state.info.tcpi_last_data_recv * millisecond;
    return told > handled_at + tcurl_tick() ? told : 0;
}

int64_t tcurl_stamps_connected(int descriptor) {
    static const uint8_t established = 1;
    union tcp_state state;
    socklen_t size;
    int64_t now;
    if (!read_state_now(descriptor, &state, &size, &now) || state.info.tcpi_state != established) return 0;
    return now - (int64_t)state.info.tcpi_last_ack_recv * millisecond;
}

static bool is_over_tls(CURL *easy) {
    const char *scheme = NULL;
    return (curl_easy_getinfo)(easy, CURLINFO_SCHEME, &scheme) == CURLE_OK && scheme != NULL && strlen(scheme) > 4;
}

// The socket that a transfer was read from. HTTP/2's second stream at a time is not told to on_socket.
int tcurl_socket_of(const struct tcurl_slot *slot) {
    if (slot->descriptor >= 0) return slot->descriptor;
    curl_socket_t active = CURL_SOCKET_BAD;
    return (curl_easy_getinfo)(slot->easy, CURLINFO_ACTIVESOCKET, &active) == CURLE_OK ? active : -1;
}

// In reactor.c: the socket that a transfer was read from if it is still open, or else -1. The number of one that was closed may
// be another loop's by now.
int tcurl_open_socket_of(const struct tcurl_slot *slot);

int64_t tcurl_unread_since(const struct tcurl_reactor *reactor, const struct tcurl_slot *slot) {
    if (slot->unread_since != 0) return slot->unread_since;
    // Over HTTP/2 the connection goes on without the stream.
    // libcurl tells the socket only of a transfer that is done.
    int number = tcurl_open_socket_of(slot);
    return number < 0 ? 0 : tcurl_stamps_unread(&reactor->stamps, number, INT64_MAX - tcurl_tick());
}

// When data arrived that were not looked at, and were read at `now`. Nothing was in the queue at `since`, so that they were
// read as they arrived; unless the thread was stopped in between, and then the kernel knows. 0: unknown.
static int64_t arrived_since(const struct tcurl_slot *slot, int64_t since, int64_t now) {
    if (now - since <= tcurl_tick()) return now;
    union tcp_state state;
    socklen_t size;
    int64_t asked;
    // Of a socket that is closed by now its number may be another one's.
    curl_socket_t active = CURL_SOCKET_BAD;
    if ((curl_easy_getinfo)(slot->easy, CURLINFO_ACTIVESOCKET, &active) != CURLE_OK || active == CURL_SOCKET_BAD) return 0;
    if (!read_state_now(active, &state, &size, &asked)) return 0;
    int64_t told = asked - (int64_t)state.info.tcpi_last_data_recv * millisecond;
    return told < since ? since : told < now ? told : now;
}

// Whether libcurl may have read more than what was looked at.
static bool has_read_beyond(const struct tcurl_stamps *stamps, const struct tcurl_slot *slot) {
    // The bytes of a plain HTTP/1 response are at least those that the callbacks saw.
    if (!slot->is_http2 && slot->taken > stamps->length && !is_over_tls(slot->easy)) return true;
    // If the stamp is newer than a millisecond, then so is whatever came after it, unless the thread was stopped meanwhile.
    if (stamps->looked_at - stamps->stamp <= millisecond) return tcurl_now() - stamps->looked_at > tcurl_tick();
    int64_t arrived =
        stamps->is_closed ? stamps->arrived_at_end : tcurl_stamps_arrived(stamps->descriptor, stamps->arrived);
    return stamps->arrived < 0 || arrived != stamps->arrived;
}

// When the kernel had received what was read last without a stamp: of a socket that was not looked at, since libcurl read from
// it because a timer of its own was due, or when the clocks could not be read. The kernel knows it in steps of its tick; 0: not
// longer ago than that, or unknown.
static int64_t unstamped_received_at(const struct tcurl_slot *slot) {
    if (!slot->reactor->stamps.wanted) return 0;
    union tcp_state state;
    socklen_t size;
    int64_t now;
    int number = tcurl_open_socket_of(slot);
    if (number < 0 || !read_state_now(number, &state, &size, &now)) return 0;
    int64_t told = now - (int64_t)state.info.tcpi_last_data_recv * millisecond;
    int64_t tick = tcurl_tick();
    if (now - told <= tick || told < slot->sent_at - tick) return 0;
    // Within a tick it is the request that came first, and the last byte of one that held it back.
    bool is_after = slot->early == tcurl_early_nothing && slot->last_byte_at - told <= tick;
    int64_t since = is_after && slot->last_byte_at > slot->sent_at ? slot->last_byte_at : slot->sent_at;
    return told > since ? told : since;
}

bool tcurl_reads_late(const struct tcurl_reactor *reactor, const struct tcurl_slot *slot) {
    const struct tcurl_stamps *stamps = &reactor->stamps;
    if (slot->sent_in == reactor->call) return tcurl_now() - slot->sent_at > millisecond;
    int number = tcurl_socket_of(slot);
    if (number < 0) return false;
    if (number != stamps->descriptor || stamps->stamp == 0) {
        // Something may have come just now, and its first line long before. What libcurl reads for a timer nobody has looked at;
        // over HTTP/2 another stream was read with it, mostly a moment ago.
        return unstamped_received_at(slot) != 0 || (reactor->is_for_timers && !slot->is_http2);
    }
    return stamps->looked_at - stamps->stamp > millisecond;
}

// When the kernel had received what was read last in this call, on this socket; 0: unknown.
static int64_t received_at(const struct tcurl_stamps *stamps, const struct tcurl_slot *slot, int descriptor) {
    if (descriptor < 0 || descriptor != stamps->descriptor || stamps->stamp == 0) return unstamped_received_at(slot);
    if (stamps->stamp < slot->sent_at) {
        // Of something before the response, such as TLS session tickets, if it is new. Otherwise the clock was set.
        bool is_new = stamps->looked_at - stamps->stamp <= millisecond;
        return is_new ? arrived_since(slot, stamps->looked_at, tcurl_now()) : unstamped_received_at(slot);
    }
    return has_read_beyond(stamps, slot) ? arrived_since(slot, stamps->looked_at, tcurl_now()) : stamps->stamp;
}

void tcurl_note_early_read(struct tcurl_slot *slot) {
    const struct tcurl_stamps *stamps = &slot->reactor->stamps;
    int number = tcurl_open_socket_of(slot);
    // Of HTTP/2's second stream at a time the socket is known only in the end.
    if (number < 0) number = stamps->descriptor;
    int64_t before = slot->early_received_at != 0 && number == slot->early_socket ? slot->early_arrived : -1;
    int64_t arrived = number < 0 ? -1 : tcurl_stamps_arrived(number, before);
    // libcurl hands over in a later call what it had read: over HTTP/2 it keeps some.
    if (before >= 0 && arrived == before) return;
    slot->early_socket = number;
    slot->early_arrived = arrived;
    slot->early_received_at = received_at(stamps, slot, number);
}

void tcurl_end_early_read(struct tcurl_slot *slot, int descriptor) {
    if (slot->early_received_at == 0 || slot->early_socket < 0) return;
    // What came later may be the end of the response, such as the last chunk, of which the callbacks get nothing. Of one that
    // was whole it is something else, such as the end of TLS.
    bool is_whole = slot->has_length && !slot->has_transfer_coding && slot->length >= slot->body_length;
    int64_t before = slot->early_arrived;
    bool is_last = is_whole || (before >= 0 && tcurl_stamps_arrived(descriptor, before) == before);
    if (descriptor != slot->early_socket || !is_last) slot->early_received_at = 0;
    slot->early_socket = -1;
}

int64_t tcurl_received_at(const struct tcurl_reactor *reactor, const struct tcurl_slot *slot) {
    const struct tcurl_stamps *stamps = &reactor->stamps;
    // The end of a connection has no stamp.
    if (!stamps->wanted || !slot->end_is_told) return 0;
    if (slot->early_received_at != 0) return slot->early_received_at;
    // libcurl found the response right after the request was written: the server was that fast, or the thread was stopped.
    if (slot->sent_in == reactor->call) return arrived_since(slot, slot->sent_at, slot->read_at);
    return received_at(stamps, slot, tcurl_socket_of(slot));
}
