// What the kernel knows of a TCP connection (TCP_INFO, tcp(7)). Reading it costs less than a microsecond.
#ifndef TURNOUT_CLIBCURL_TCP_H
#define TURNOUT_CLIBCURL_TCP_H

#include <stdbool.h>
#include <stdint.h>

struct tcurl_tcp {
    // A connection request (SYN) was sent, and has not been answered yet.
    bool is_connecting;
    // It has been answered, and neither side has closed the connection but the other one.
    bool is_connected;
    // Data were sent on it.
    bool is_used;
    // Segments that this side has ever sent again, connection requests included.
    uint32_t retransmitted;
    // The smoothed round-trip time in microseconds; 0: none was measured.
    uint32_t round_trip;
    // For how many nanoseconds nothing was sent, or on a connection that was not used, for how many it has been there; in
    // steps of the kernel's tick (tcurl_tick).
    int64_t silent_for;
};

// False: it is no TCP socket, or the kernel is too old.
bool tcurl_tcp_read(int descriptor, struct tcurl_tcp *tcp);

#endif
