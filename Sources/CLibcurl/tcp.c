// What the kernel knows of a TCP connection.
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
// The kernel's own, after those of the C library: its `tcp_info` is the longer one. It excludes <netinet/tcp.h>, which has
// the names of the states (the kernel's net/tcp_states.h).
#include <linux/tcp.h>

#include "CLibcurl.h"

static const uint8_t established = 1, syn_sent = 2, close_wait = 8;

bool tcurl_tcp_read(int descriptor, struct tcurl_tcp *tcp) {
    struct tcp_info info;
    socklen_t size = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
    if (size < offsetof(struct tcp_info, tcpi_data_segs_out) + sizeof info.tcpi_data_segs_out) return false;
    // Linux sends a last segment again when its acknowledgement is late (a tail loss probe). The peer then says that it had
    // it already (RFC 2883), so that nothing was lost. Known since Linux 4.19.
    bool tells_duplicates = size >= offsetof(struct tcp_info, tcpi_dsack_dups) + sizeof info.tcpi_dsack_dups;
    uint32_t duplicates = tells_duplicates ? info.tcpi_dsack_dups : 0;
    *tcp = (struct tcurl_tcp){
        .is_connecting = info.tcpi_state == syn_sent,
        .is_connected = info.tcpi_state == established || info.tcpi_state == close_wait,
        .is_used = info.tcpi_data_segs_out != 0,
        .retransmitted = info.tcpi_total_retrans > duplicates ? info.tcpi_total_retrans - duplicates : 0,
        .round_trip = info.tcpi_rtt,
        // The kernel sets this when the connection is there, too. The moment of the last acknowledgement received changes
        // if the server speaks first.
        .silent_for = (int64_t)info.tcpi_last_data_sent * 1000000,
    };
    return true;
}
