// What tests need of Linux that Glibc's Swift module lacks: seccomp's notifications (seccomp_unotify(2)), by which a thread is
// stopped inside a system call and goes on when the test says so.
#ifndef TURNOUT_CSUPPORT_H
#define TURNOUT_CSUPPORT_H

#include <stdbool.h>
#include <stdint.h>

struct support_call {
    uint64_t id;
    // Whether it is sendto, or else poll or recvfrom.
    bool sends;
};

// From now on the calling thread stops in sendto, poll and recvfrom. For as long as it lives: once the listener is closed, these calls
// fail. Returns the listener, or -1 with errno set.
int support_stop_calls(void);
// Waits for the thread's next such call. False: the thread has ended, or there is an error.
bool support_next_call(int listener, struct support_call *call);
// Lets the thread make the call.
bool support_let_go(int listener, const struct support_call *call);

#endif
