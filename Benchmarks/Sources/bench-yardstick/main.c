// bench-yardstick --url BASE [--ca FILE] [--participants N] [--concurrent K] [--over-ms N] [--starts-per-turn N]
//     [--release] [--primed [--threads N]] [--park]
//
// Prints one line of JSON: flows, failed, wall and CPU time in microseconds. With --park it makes only the first
// request of each participant, prints {"parked":N,"rssKilobytes":N} and ends.
#include "yardstick.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static long resident_kilobytes(void) {
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long found = 0;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmRSS: %ld", &found) == 1) break;
    if (file) fclose(file);
    return found;
}

/// Everybody at once: one queue, a limited number of requests per turn, responses read in between.
static void run_released(struct yardstick *yardstick) {
    const struct settings *settings = &yardstick->settings;
    yardstick->queue = calloc((size_t)settings->participants, sizeof *yardstick->queue);
    if (!yardstick->queue) abort();
    for (int i = 0; i < settings->participants; i += 1) enqueue(yardstick, make_participant(yardstick, i + 1));
    while (yardstick->finished < settings->participants) {
        int starts = 0;
        while (yardstick->queue_length > 0 && (settings->starts_per_turn == 0 || starts < settings->starts_per_turn)) {
            perform_next(yardstick);
            starts += 1;
        }
        turn(yardstick, yardstick->queue_length > 0 ? 0 : -1);
    }
    free(yardstick->queue);
}

static void run(struct yardstick *yardstick) {
    const struct settings *settings = &yardstick->settings;
    if (settings->release) return run_released(yardstick);
    int64_t begin = now_nanoseconds();
    while (yardstick->finished < settings->participants) {
        int64_t timeout = -1;
        for (int starts = 0; yardstick->started < settings->participants; starts += 1) {
            if (settings->concurrent > 0 && yardstick->running >= settings->concurrent) break;
            if (settings->starts_per_turn > 0 && starts == settings->starts_per_turn) {
                timeout = 0;
                break;
            }
            if (settings->over > 0) {
                int64_t due = begin + settings->over * yardstick->started / settings->participants;
                timeout = due - now_nanoseconds();
                if (timeout > 0) break;
            }
            timeout = -1;
            start_participant(make_participant(yardstick, yardstick->started + 1));
        }
        turn(yardstick, timeout);
    }
}

static struct settings parse(int count, char **arguments) {
    struct settings settings = {.participants = 1, .starts_per_turn = 16, .threads = 1};
    for (int i = 1; i < count; i += 1) {
        const char *option = arguments[i];
        if (strcmp(option, "--park") == 0) {
            settings.park = true;
            continue;
        }
        if (strcmp(option, "--release") == 0) {
            settings.release = true;
            continue;
        }
        if (strcmp(option, "--primed") == 0) {
            settings.primed = true;
            continue;
        }
        const char *value = i + 1 < count ? arguments[++i] : "";
        if (strcmp(option, "--url") == 0)
            settings.url = value;
        else if (strcmp(option, "--ca") == 0)
            settings.ca = value;
        else if (strcmp(option, "--participants") == 0)
            settings.participants = atoi(value);
        else if (strcmp(option, "--concurrent") == 0)
            settings.concurrent = atoi(value);
        else if (strcmp(option, "--threads") == 0)
            settings.threads = atoi(value);
        else if (strcmp(option, "--over-ms") == 0)
            settings.over = atoll(value) * 1000000;
        else if (strcmp(option, "--starts-per-turn") == 0)
            settings.starts_per_turn = atoi(value);
        else
            settings.url = NULL, i = count;
    }
    if (!settings.url || settings.participants < 1 || settings.threads < 1) {
        fprintf(stderr, "usage: bench-yardstick --url BASE [--ca FILE] [--participants N] [--concurrent K] [--over-ms N] "
                        "[--starts-per-turn N] [--release] [--primed [--threads N]] [--park]\n");
        exit(64);
    }
    return settings;
}

int main(int count, char **arguments) {
    struct yardstick yardstick = {.settings = parse(count, arguments)};
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK) return 1;
    if (!yardstick.settings.primed) open_loop(&yardstick);
    int64_t begin = now_nanoseconds();
    if (yardstick.settings.primed)
        run_primed(&yardstick);
    else
        run(&yardstick);
    int64_t wall = now_nanoseconds() - begin;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    int64_t cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    if (yardstick.settings.park) {
        // The participants' memory is freed with the process.
        printf("{\"parked\":%d,\"rssKilobytes\":%ld}\n", yardstick.finished - yardstick.failed, resident_kilobytes());
        fflush(stdout);
        _Exit(yardstick.failed ? 1 : 0);
    }
    if (!yardstick.settings.primed) close_loop(&yardstick);
    printf(
        "{\"flows\":%d,\"failed\":%d,\"wallMicroseconds\":%ld,\"cpuMicroseconds\":%ld}\n", yardstick.finished,
        yardstick.failed, wall / 1000, cpu);
    return yardstick.failed ? 1 : 0;
}
