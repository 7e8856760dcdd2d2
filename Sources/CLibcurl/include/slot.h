// What the callbacks of one transfer read and write: the body so far and the few facts that libcurl tells nowhere else.
// And what is known of a transfer when it is done.
#ifndef TURNOUT_CLIBCURL_SLOT_H
#define TURNOUT_CLIBCURL_SLOT_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addresses.h"

struct tcurl_reactor;

// What a response did to the cookie of one name. Of several lines about it the last counts.
enum tcurl_cookie {
    tcurl_cookie_untouched,
    tcurl_cookie_set,
    // Set with the attribute Secure.
    tcurl_cookie_set_secure,
};

// What is wrong with the Content-Length lines of a response (RFC 9112 section 6.3).
enum tcurl_length_fault {
    tcurl_length_is_valid,
    // One has more digits than libcurl can hold. libcurl then takes the end of the connection for that of the body.
    tcurl_length_is_too_great,
    // One is no number. libcurl reads what begins like one.
    tcurl_length_is_no_number,
    // Two of them differ. libcurl takes the last line.
    tcurl_lengths_differ,
};

// What a server did with a request before it had the last byte of its body.
enum tcurl_early {
    tcurl_early_nothing,
    // It answered.
    tcurl_early_answered,
    // It closed the connection, or its side of it.
    tcurl_early_closed,
};

// One transfer's place. Slots live in blocks that are freed only with the engine: a late ticket, or a callback of a
// connection that outlives its participant, never meets freed memory.
struct tcurl_slot {
    struct tcurl_reactor *reactor;
    // The handle that it is installed in.
    CURL *easy;
    uint32_t index;
    // Incremented for each request, whosever it is, so that no two tickets of one slot are the same.
    uint32_t generation;
    // Look-ups only: no connection is opened, and the addresses are noted here.
    struct tcurl_addresses *noted;
    // The addresses of the request's host, the place at which each family begins, and how many of it were tried. NULL: the
    // host has but one.
    const struct tcurl_addresses *addresses;
    uint64_t turn[2];
    uint32_t attempts[2];
    // The last address that was tried where the host has but one; of no family: none.
    struct sockaddr_in6 tried;
    // The sockets that are being connected, of each family; -1: none.
    int connecting[2];
    // The next slot that the reactor is to look at: see tcurl_reactor_nudge.
    struct tcurl_slot *next_to_check;
    bool is_to_be_checked;
    // The body went past the reactor's limit.
    bool too_large;
    // The empty line at the end of the response's header has come.
    bool header_ended;
    // What the header's Content-Length lines say. With a Transfer-Encoding they count for nothing.
    enum tcurl_length_fault length_fault;
    bool has_length;
    bool has_transfer_coding;
    uint64_t body_length;
    // The response says where it ends: by its length, by chunks, by its status, or over HTTP/2. Otherwise the end of the
    // connection is its end.
    bool end_is_told;
    bool is_http2;
    // The header has a Content-Encoding.
    bool is_coded;
    // The name of the cookie that is looked for in the response's header, never freed; NULL: none. And what was found.
    const char *watched_cookie;
    enum tcurl_cookie cookie;
    // No memory for the body.
    bool out_of_memory;
    // libcurl wanted to send the request again and was not let.
    bool replay_refused;
    // libcurl had put the reason into `error` by then.
    bool reason_known;
    // epoll_ctl failed for this transfer's socket.
    bool unwatched;
    // errno of socket(2) or epoll_ctl(2), 0 if they worked.
    int os_error;
    // CLOCK_MONOTONIC nanoseconds when the header of a proxy's response to CONNECT had come; 0: none has.
    int64_t tunnelled_at;
    // CLOCK_MONOTONIC nanoseconds when the request was about to be written; 0 before.
    int64_t sent_at;
    // The same when libcurl next wanted its connection to be watched: its first bytes had been written. 0: unknown.
    int64_t written_at;
    // CLOCK_MONOTONIC nanoseconds when the first line of the answer was there, interim answers (1xx) left out; 0 before.
    // libcurl's own time (STARTTRANSFER) is that of the upload's start where a body is sent apart: always over HTTP/2,
    // from 64 KiB on over HTTP/1.1 (mended in 8.3.0, curl issue 11669).
    int64_t first_byte_at;
    // The socket that libcurl last wanted to be watched for it; -1: none.
    int descriptor;
    // The reactor's call in which the request was about to be written, and in that call when the last bytes of the
    // response were read; 0: none were.
    uint32_t sent_in;
    int64_t read_at;
    // When its connection had last sent data before the first bytes after the request were read, if that call was a slow one;
    // 0: unknown.
    int64_t last_sent_at;
    // How many bytes of the response were read in which call.
    uint32_t taken_in;
    int64_t taken;
    // When the kernel had received what was still in the queue when libcurl closed the connection, or, if the connection was
    // never noticed, when it was there; 0: there was nothing.
    int64_t unread_since;
    // The reactor's call in which a socket was last opened for it, 0: none was; and when that was.
    uint32_t opened_in;
    int64_t opened_at;
    // Whether it is known that the connection has come about.
    bool is_connected;
    // For how many nanoseconds the answers to connecting and to the TLS handshake waited to be read, until when, and up to
    // which of the reactor's calls, that has been counted, and whether it is unknown of one of them.
    int64_t connect_delay;
    int64_t delays_counted_at;
    uint32_t delays_counted_in;
    bool connect_delay_is_unknown;
    // The socket that was last opened for it; -1: none.
    int opened;
    // The generation of `descriptor` when libcurl wanted it to be watched.
    uint32_t descriptor_generation;
    // How often the kernel sent a connection request (SYN) again for it, over all its attempts as far as is known, and how
    // often for those that were given up; -1: unknown.
    int64_t repeated_syns;
    int64_t repeated_syns_before;
    // How many segments its connection had sent again before the request; -1: unknown. How many more it had at its end; -1:
    // unknown. And the round-trip time at its end, in microseconds; 0: unknown.
    int64_t retransmitted_before;
    int64_t retransmissions;
    int64_t round_trip;
    // For how many nanoseconds its connection had been full before the request, and for how many more it was until its end;
    // -1: unknown. See tcurl_descriptor.
    int64_t full_before;
    int64_t receive_delay;
    // Whether the first line was read more than a millisecond after the kernel had received it. Where the kernel joined
    // segments, the stamp is the last one's, so that the first line's own moment is then unknown.
    bool first_byte_late;
    // A request body whose last byte is held back, borrowed until the transfer is over; NULL: none is. How long it is, and
    // how much of it libcurl has taken.
    const char *held_body;
    size_t held_length;
    size_t held_taken;
    // When libcurl had written all but the last byte, as far as it tells (over HTTP/2 some of it may still be in its own
    // buffer); 0 before.
    int64_t primed_at;
    // The last byte may go.
    bool is_released;
    enum tcurl_early early;
    // How often libcurl is still to be told to go on with it after that.
    int goes_on;
    // When the kernel had received what was last read of an answer that came early, 0: unknown; on which socket, -1: it is
    // known whether more came; and how many bytes had arrived there by then. libcurl ends the transfer in a later call.
    int64_t early_received_at;
    int early_socket;
    int64_t early_arrived;
    // CLOCK_MONOTONIC nanoseconds when libcurl took the last byte to write it; 0 before.
    int64_t last_byte_at;
    // The next slot that tcurl_reactor_take_primed returns.
    struct tcurl_slot *next_primed;
    // The body so far, in a buffer of the reactor's; NULL before the first byte and after it was given back.
    unsigned char *body;
    size_t capacity;
    size_t length;
    // The request's header as it was written, if it is to be kept.
    bool keeps_wire;
    unsigned char *wire;
    size_t wire_length;
    char error[CURL_ERROR_SIZE];
};

// A finished transfer. Times are microseconds from its start, and 0 where libcurl did not get that far.
struct tcurl_completion {
    struct tcurl_slot *slot;
    CURLcode code;
    // errno of a failed connect, 0 if none.
    long os_error;
    long status;
    // Connections opened; 0: an open one was reused.
    long connections;
    // CURL_HTTP_VERSION_*.
    long version;
    int64_t looked_up;
    int64_t connected;
    int64_t secured;
    int64_t ready;
    // -1 where this libcurl cannot tell (before 8.10).
    int64_t request_sent;
    int64_t total;
    // CLOCK_MONOTONIC nanoseconds when the kernel had received all of the response; 0: unknown.
    int64_t received_at;
    // Of a transfer that has timed out: when the kernel had received what was not read of it by then; 0: there is nothing.
    int64_t unread_since;
    int64_t bytes_received;
    int64_t bytes_sent;
    // The address of the connection, without brackets and empty if none came about; libcurl's, until the handle's next
    // request.
    const char *address;
    long port;
};

// CLOCK_MONOTONIC in nanoseconds.
int64_t tcurl_now(void);
// Prepares the slot for its next transfer.
void tcurl_slot_reset(struct tcurl_slot *slot);
// What the value of one Set-Cookie header (RFC 6265 section 4.1.1) does to the cookie of a name.
enum tcurl_cookie tcurl_cookie_line(const char *name, const char *value, size_t length);
// Returns the body's buffer to the reactor.
void tcurl_slot_release_body(struct tcurl_slot *slot);
// Writes the address that was tried where the host has but one into `text`; nothing if there is none.
void tcurl_slot_write_tried(const struct tcurl_slot *slot, char *text);
// Has libcurl read the request's body from the slot, which holds back the last byte of it. At least one byte.
CURLcode tcurl_slot_hold_last_byte(struct tcurl_slot *slot, const char *body, size_t length);
// Lets the last byte go, in libcurl's next step (tcurl_reactor_start_due), or as soon as it wants it.
void tcurl_slot_release_last_byte(struct tcurl_slot *slot);
// Keeps the request's header. For one request: the handle stays verbose.
CURLcode tcurl_slot_keep_wire(struct tcurl_slot *slot);
// Sets the callbacks, the error buffer and the private pointer of an easy handle, and keeps the handle in the slot.
CURLcode tcurl_slot_install(struct tcurl_slot *slot, CURL *easy);

#endif
