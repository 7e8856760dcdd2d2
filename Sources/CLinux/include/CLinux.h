// What Glibc's Swift module lacks of Linux: epoll, eventfd, a loop's mark on its thread, timer slack, allowed CPUs.
//
// Each wrapper says why Swift cannot call the function itself.
#ifndef TURNOUT_CLINUX_H
#define TURNOUT_CLINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// <sys/epoll.h> is not in Glibc's module map, and `struct epoll_event` is packed with a union, which Swift imports
// badly: Swift sees this pair instead, of the same size and layout (checked in CLinux.c).
struct __attribute__((packed)) linux_event {
    uint32_t events;
    uint64_t data;
};

enum {
    linux_event_in = 0x001,
    linux_event_out = 0x004,
    linux_event_error = 0x008,
    linux_event_hang_up = 0x010,
};

// epoll_create1(EPOLL_CLOEXEC). Negative: errno is set.
int linux_epoll_create(void);
// epoll_ctl(EPOLL_CTL_ADD) with data. 0, or -1 with errno set.
int linux_epoll_add(int set, int descriptor, uint32_t events, uint64_t data);
// Waits for at most `timeout` nanoseconds (negative: without end) and returns the number of events, 0 also where a
// signal interrupted. epoll_pwait2 counts in nanoseconds; where the kernel or a tool (valgrind 3.19) lacks it, a
// fall-back waits in milliseconds, rounded up.
int linux_epoll_wait(int set, struct linux_event *events, int capacity, int64_t timeout_nanoseconds);
// eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK): <sys/eventfd.h> is not in Glibc's module map.
int linux_eventfd_create(void);
// Adds 1 to the counter. A full counter (EAGAIN) wakes as well, so there is nothing to report.
void linux_eventfd_signal(int descriptor);
// Sets the counter back to 0.
void linux_eventfd_drain(int descriptor);

// Which loop runs on the calling thread: Swift has no thread-local storage without a lock or pthread_getspecific.
extern _Thread_local void *linux_thread_mark;
static inline void *linux_get_thread_mark(void) { return linux_thread_mark; }
static inline void linux_set_thread_mark(void *mark) { linux_thread_mark = mark; }

// The number of CPUs that the calling thread may use: `taskset` and a container's set of CPUs leave some out.
// sched_getaffinity and CPU_COUNT are not in Glibc's module.
int linux_allowed_processors(void);

// How far the clock of the time of day can be from UTC, in microseconds, by the kernel's account (adjtimex, which reads
// without permission). Negative: no time service disciplines the clock, or that cannot be asked. <sys/timex.h> is not in
// Glibc's module map.
int64_t linux_clock_error(void);

// prctl(PR_SET_TIMERSLACK) is variadic: lets the calling thread's timers fire within that many nanoseconds instead of
// the default 50 µs.
void linux_set_timer_slack(unsigned long nanoseconds);
// prctl(PR_SET_NAME) of the calling thread, at most 15 bytes.
void linux_set_thread_name(const char *name);

#endif
