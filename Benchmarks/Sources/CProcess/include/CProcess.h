// Child processes on chosen cores, with what they used.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct child_usage {
    /// Exit code; 128 + signal if one ended it.
    int code;
    /// The child outlived its time and was killed.
    bool killed;
    int64_t user_microseconds, system_microseconds, max_rss_kilobytes;
};

/// Nanoseconds of CLOCK_MONOTONIC, the server's clock.
int64_t monotonic_nanoseconds(void);

/// How many cores this process may use.
int usable_cores(void);

/// Starts a program. `cpu` is the core it is held to, or -1. Descriptors become its standard input, output and error.
/// The child's id, or -1 with errno set.
int spawn_child(
    const char *path, char *const arguments[], char *const environment[], int cpu, int input, int output, int error);

/// Waits for it, at most so long; then it is killed. False: it is not a child.
bool wait_child(int pid, int64_t timeout_milliseconds, struct child_usage *usage);
