// Child processes on chosen cores, with their resource usage.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct child_usage {
    /// Exit code; 128 + signal if one ended it.
    int code;
    /// The child exceeded its time and was killed.
    bool killed;
    int64_t user_microseconds, system_microseconds, max_rss_kilobytes;
};

/// Nanoseconds of CLOCK_MONOTONIC, the server's clock.
int64_t monotonic_nanoseconds(void);

/// How many cores this process may use.
int usable_cores(void);

/// Starts a program. `cpu` is the core to pin it to, or -1. The descriptors become its standard input, output and
/// error. Returns the child's id, or -1 with errno set.
int spawn_child(
    const char *path, char *const arguments[], char *const environment[], int cpu, int input, int output, int error);

/// Waits for it, up to the time limit; then it is killed. False: it is not a child.
bool wait_child(int pid, int64_t timeout_milliseconds, struct child_usage *usage);

/// Keeps one thread of another process from running for a time, while the others go on. False, with errno: it is not
/// permitted, or there is no such thread.
bool freeze_thread(int thread, int64_t nanoseconds);
