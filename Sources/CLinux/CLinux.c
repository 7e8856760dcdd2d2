#include "CLinux.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(struct linux_event) == sizeof(struct epoll_event), "struct linux_event differs in size");
_Static_assert(offsetof(struct linux_event, data) == offsetof(struct epoll_event, data), "data lies elsewhere");
_Static_assert(linux_event_in == EPOLLIN && linux_event_out == EPOLLOUT, "event bits differ");
_Static_assert(linux_event_error == EPOLLERR && linux_event_hang_up == EPOLLHUP, "event bits differ");

_Thread_local void *linux_thread_mark;

// Whether epoll_pwait2 answered ENOSYS once. Relaxed: at worst another thread asks in vain once more.
static atomic_bool lacks_pwait2;

int linux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int linux_epoll_add(int set, int descriptor, uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data = {.u64 = data}};
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event);
}

int linux_epoll_wait(int set, struct linux_event *events, int capacity, int64_t timeout) {
    struct epoll_event *into = (struct epoll_event *)events;
    if (!atomic_load_explicit(&lacks_pwait2, memory_order_relaxed)) {
        struct timespec limit = {.tv_sec = timeout / 1000000000, .tv_nsec = timeout % 1000000000};
        int count = epoll_pwait2(set, into, capacity, timeout < 0 ? NULL : &limit, NULL);
        if (count >= 0) return count;
        if (errno != ENOSYS) return errno == EINTR ? 0 : -1;
        atomic_store_explicit(&lacks_pwait2, true, memory_order_relaxed);
    }
    int64_t milliseconds = timeout < 0 ? -1 : (timeout + 999999) / 1000000;
    if (milliseconds > 3600000) milliseconds = 3600000;
    int count = epoll_wait(set, into, capacity, (int)milliseconds);
    if (count < 0 && errno == EINTR) return 0;
    return count;
}

int linux_eventfd_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void linux_eventfd_signal(int descriptor) {
    uint64_t one = 1;
    ssize_t written = write(descriptor, &one, sizeof one);
    (void)written;
}

void linux_eventfd_drain(int descriptor) {
    uint64_t count;
    ssize_t taken = read(descriptor, &count, sizeof count);
    (void)taken;
}

int linux_allowed_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    // More CPUs than the set has room for.
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

int64_t linux_clock_error(void) {
    struct timex clock = {.modes = 0};
    int state = adjtimex(&clock);
    if (state < 0 || state == TIME_ERROR || clock.status & STA_UNSYNC) return -1;
    return clock.maxerror;
}

void linux_set_timer_slack(unsigned long nanoseconds) { prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0); }

void linux_set_thread_name(const char *name) { prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0); }
