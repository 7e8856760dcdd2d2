// The kernel's stamps of what a socket receives and sends.
#include "reference.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>

void ask_for_stamps(int fd) {
    // Without the data: a stamp of sending then has a control message only.
    int wanted = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY;
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof wanted);
}

void read_clock_offset(struct server *server) {
    static const int64_t close_enough = 1000;
    int64_t least = INT64_MAX;
    for (int attempt = 0; attempt < 8 && least > close_enough; attempt += 1) {
        struct timespec real;
        int64_t before = now_nanoseconds();
        clock_gettime(CLOCK_REALTIME, &real);
        int64_t apart = now_nanoseconds() - before;
        if (apart >= least) continue;
        least = apart;
        server->clock_offset = real.tv_sec * 1000000000LL + real.tv_nsec - before - apart / 2;
    }
}

/// The stamp among the control messages; 0: none.
static int64_t find_stamp(const struct server *server, struct msghdr *message) {
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SO_TIMESTAMPING) continue;
        struct scm_timestamping times;
        memcpy(&times, CMSG_DATA(header), sizeof times);
        int64_t real = times.ts[0].tv_sec * 1000000000LL + times.ts[0].tv_nsec;
        if (real != 0) return real - server->clock_offset;
    }
    return 0;
}

union control {
    char bytes[256];
    struct cmsghdr aligned;
};

ssize_t receive_bytes(const struct server *server, int fd, void *into, size_t capacity, int64_t *received) {
    union control control;
    struct iovec part = {.iov_base = into, .iov_len = capacity};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t length = recvmsg(fd, &message, MSG_DONTWAIT);
    if (length > 0) *received = find_stamp(server, &message);
    return length;
}

/// The stamp of what was sent last: on loopback it is there when the call returns. 0: none.
static int64_t sent_stamp(const struct server *server, int fd) {
    int64_t stamp = 0;
    for (;;) {
        union control control;
        struct msghdr message = {.msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
        if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return stamp;
        int64_t found = find_stamp(server, &message);
        if (found != 0) stamp = found;
    }
}

ssize_t send_bytes(const struct server *server, int fd, const void *from, size_t length, struct row *row) {
    if (!row) return send(fd, from, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    union control control;
    memset(&control, 0, sizeof control);
    struct iovec part = {.iov_base = (void *)from, .iov_len = length};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = CMSG_SPACE(sizeof(uint32_t))};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SO_TIMESTAMPING;
    header->cmsg_len = CMSG_LEN(sizeof(uint32_t));
    uint32_t wanted = SOF_TIMESTAMPING_TX_SOFTWARE;
    memcpy(CMSG_DATA(header), &wanted, sizeof wanted);
    row->before = now_nanoseconds();
    ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    int error = errno;
    row->after = now_nanoseconds();
    if (sent > 0) {
        int64_t stamp = sent_stamp(server, fd);
        // The two readings of the clocks may be a microsecond apart.
        row->stamped = stamp > row->before - 2000 && stamp < row->after + 2000;
        row->answered = row->stamped ? stamp : row->before;
    }
    errno = error;
    return sent;
}
