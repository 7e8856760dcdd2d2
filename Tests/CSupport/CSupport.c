#include "CSupport.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// What the C library's poll calls.
#ifdef SYS_poll
static const unsigned int poll_call = SYS_poll;
#else
static const unsigned int poll_call = SYS_ppoll;
#endif

int support_stop_calls(void) {
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, poll_call, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_recvfrom, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
    };
    struct sock_fprog program = {.len = sizeof steps / sizeof *steps, .filter = steps};
    // Without privileges a thread may only be restricted if it can gain none.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

bool support_next_call(int listener, struct support_call *call) {
    for (;;) {
        // The receiving itself would wait for a thread that has ended.
        struct pollfd state = {.fd = listener, .events = POLLIN};
        if (poll(&state, 1, -1) < 0 && errno != EINTR) return false;
        if (state.revents & (POLLHUP | POLLERR | POLLNVAL)) return false;
        if (!(state.revents & POLLIN)) continue;
        struct seccomp_notif notice;
        memset(&notice, 0, sizeof notice);
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notice) != 0) {
            if (errno == EINTR || errno == ENOENT) continue;
            return false;
        }
        *call = (struct support_call){.id = notice.id, .sends = notice.data.nr == SYS_sendto};
        return true;
    }
}

bool support_let_go(int listener, const struct support_call *call) {
    struct seccomp_notif_resp response = {.id = call->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response) == 0;
}
