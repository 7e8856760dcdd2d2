#include "CProcess.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

int64_t monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int usable_cores(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int spawn_child(
    const char *path, char *const arguments[], char *const environment[], int cpu, int input, int output, int error) {
    // A child inherits the cores of the thread that starts it.
    cpu_set_t before, only;
    bool pinned = cpu >= 0 && sched_getaffinity(0, sizeof before, &before) == 0;
    if (pinned) {
        CPU_ZERO(&only);
        CPU_SET((size_t)cpu, &only);
        sched_setaffinity(0, sizeof only, &only);
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, error, 2);
    pid_t pid = -1;
    int failed = posix_spawn(&pid, path, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    if (pinned) sched_setaffinity(0, sizeof before, &before);
    if (failed == 0) return pid;
    errno = failed;
    return -1;
}

bool wait_child(int pid, int64_t timeout_milliseconds, struct child_usage *usage) {
    memset(usage, 0, sizeof *usage);
    int64_t deadline = monotonic_nanoseconds() + timeout_milliseconds * 1000000;
    for (;;) {
        int status;
        struct rusage used;
        pid_t ended = wait4(pid, &status, usage->killed ? 0 : WNOHANG, &used);
        if (ended < 0 && errno != EINTR) return false;
        if (ended == pid) {
            usage->code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
            usage->user_microseconds = used.ru_utime.tv_sec * 1000000LL + used.ru_utime.tv_usec;
            usage->system_microseconds = used.ru_stime.tv_sec * 1000000LL + used.ru_stime.tv_usec;
            usage->max_rss_kilobytes = used.ru_maxrss;
            return true;
        }
        if (monotonic_nanoseconds() > deadline) {
            usage->killed = true;
            kill(pid, SIGKILL);
        }
        struct timespec pause = {.tv_nsec = 2000000};
        nanosleep(&pause, NULL);
    }
}

bool freeze_thread(int thread, int64_t nanoseconds) {
    if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) != 0) return false;
    if (ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) != 0) return false;
    int status;
    if (waitpid(thread, &status, __WALL) != thread || !WIFSTOPPED(status)) return false;
    struct timespec pause = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    while (nanosleep(&pause, &pause) != 0 && errno == EINTR) {}
    // A signal that it was about to get is passed on.
    int signal = WSTOPSIG(status);
    return ptrace(PTRACE_DETACH, thread, NULL, (void *)(intptr_t)(status >> 16 == 0 && signal != SIGTRAP ? signal : 0)) == 0;
}
