// When the kernel received what a transfer reads: the stamp of the last segment in a socket's queue, read before libcurl
// is told that the socket is readable. However late the loop comes to read, the end of a response is known.
//
// Stamps are read with MSG_PEEK, so that libcurl reads the same bytes afterwards, and over TLS they are of the
// ciphertext. Segments that the kernel joined in one buffer bear the last one's stamp.
#ifndef TURNOUT_CLIBCURL_STAMPS_H
#define TURNOUT_CLIBCURL_STAMPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct tcurl_reactor;
struct tcurl_slot;

// What is known of the socket that libcurl reads in this call, and of the clock that stamps are of. All moments are
// CLOCK_MONOTONIC nanoseconds.
struct tcurl_stamps {
    // Whether sockets are to have stamps at all.
    bool wanted;
    // The socket that is being read; -1: none.
    int descriptor;
    // Whether libcurl has closed it since.
    bool is_closed;
    // When its queue was looked at, how many bytes were in it, and the stamp of the last of them; 0: it has none.
    int64_t looked_at;
    ssize_t length;
    int64_t stamp;
    // How many bytes had ever arrived when it was looked at, if the stamp was more than a millisecond old; -1: unknown.
    int64_t arrived;
    // Whether the peer could send nothing more by then, since so much was left unread; only if `arrived` is known.
    bool is_full;
    // How many had when it was closed.
    int64_t arrived_at_end;
    // CLOCK_REALTIME, which stamps are of, minus CLOCK_MONOTONIC, and when that was read.
    int64_t offset;
    int64_t offset_at;
    // Earlier stamps are not trusted: the wall clock was set.
    int64_t trusted_from;
};

// The kernel's tick in nanoseconds, rounded up to whole milliseconds: in its steps the kernel knows when a connection last sent
// and received data (TCP_INFO). 4 ms where there are 250 ticks in a second.
int64_t tcurl_tick(void);
// Has the kernel stamp what it receives from now on, for as long as the process lives. It takes the kernel a moment to
// begin, so that a connection's own request for stamps comes too late for its first segments.
void tcurl_stamps_begin(void);
// Prepares the reading of stamps.
void tcurl_stamps_make(struct tcurl_stamps *stamps);
// Asks for stamps of what a socket receives. False: this system has none.
bool tcurl_stamps_ask(const struct tcurl_stamps *stamps, int descriptor);
// Looks at what is in a socket's queue, which libcurl reads next.
void tcurl_stamps_look(struct tcurl_stamps *stamps, int descriptor);
// For how many nanoseconds since a moment what is in a socket's queue has waited there; -1: unknown. No socket is known to
// be read afterwards.
int64_t tcurl_stamps_waited(struct tcurl_stamps *stamps, int descriptor, int64_t since);
// Whether more is in the queue of that socket now.
bool tcurl_stamps_has_more(const struct tcurl_stamps *stamps);
// No socket is known to be read.
void tcurl_stamps_forget(struct tcurl_stamps *stamps);
// The number of bytes that have ever arrived on a socket, in order, of which `before` had arrived earlier (-1: unknown);
// -1: unknown. The end of the connection is none of them.
int64_t tcurl_stamps_arrived(int descriptor, int64_t before);
// The socket is about to be closed.
void tcurl_stamps_close(struct tcurl_stamps *stamps, int descriptor);
// Whether a transfer's bytes are read in this call more than a millisecond after the kernel had received them, as far as
// is known.
bool tcurl_reads_late(const struct tcurl_reactor *reactor, const struct tcurl_slot *slot);
// When the kernel had received what is in a socket's queue, at the latest; 0: nothing is. What libcurl has read to end TLS
// counts too, which is whatever came since the socket was last handled; that moment is known to a tick.
int64_t tcurl_stamps_unread(const struct tcurl_stamps *stamps, int descriptor, int64_t handled_at);
// When a connection came about that nobody has noticed yet, to a tick; 0: it has not.
int64_t tcurl_stamps_connected(int descriptor);
// Of a transfer that has timed out: see `unread_since` of tcurl_completion.
int64_t tcurl_unread_since(const struct tcurl_reactor *reactor, const struct tcurl_slot *slot);
// When data were last sent on a socket, to a tick; 0: unknown.
int64_t tcurl_stamps_last_sent(int descriptor);
// When the kernel had received all of the response that a transfer has ended with in this call; 0: unknown.
int64_t tcurl_received_at(const struct tcurl_reactor *reactor, const struct tcurl_slot *slot);
// Something was read of a response that came before the last byte of its request went.
void tcurl_note_early_read(struct tcurl_slot *slot);
// Looks whether that was the last of it, before its socket is closed or else at its end. The socket is -1 if it was closed.
void tcurl_end_early_read(struct tcurl_slot *slot, int descriptor);
// The socket that a transfer is made over, or was; -1: unknown.
int tcurl_socket_of(const struct tcurl_slot *slot);

#endif
