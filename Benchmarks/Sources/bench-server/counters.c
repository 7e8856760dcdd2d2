// What the server saw: how many requests, when each arrived, on how many connections, for how much CPU.
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static int64_t cpu_microseconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

void count_request(struct counters *counters, enum endpoint endpoint, int64_t at, int64_t received) {
    struct endpoint_counter *counter = &counters->endpoints[endpoint];
    if (counter->requests == counter->capacity) {
        counter->capacity = counter->capacity ? counter->capacity * 2 : 4096;
        counter->arrivals = realloc(counter->arrivals, counter->capacity * sizeof *counter->arrivals);
        counter->received = realloc(counter->received, counter->capacity * sizeof *counter->received);
        if (!counter->arrivals || !counter->received) abort();
    }
    counter->arrivals[counter->requests] = at;
    counter->received[counter->requests] = received;
    counter->requests += 1;
}

void reset_counters(struct counters *counters) {
    for (int i = 0; i < ENDPOINT_COUNT; i += 1) counters->endpoints[i].requests = 0;
    counters->connections = counters->handshakes = counters->resumed = counters->mixups = counters->errors = 0;
    counters->cpu_at_reset = cpu_microseconds();
}

/// Microseconds from the first of these moments to the one by which `share` of all have come. They are sorted.
static int64_t spread(const int64_t *moments, uint64_t count, double share) {
    if (count == 0) return 0;
    size_t rank = (size_t)(share * (double)count + 0.999999);
    if (rank == 0) rank = 1;
    return (moments[rank - 1] - moments[0]) / 1000;
}

static int compare_moments(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

size_t write_counters(const struct counters *counters, char *into, size_t capacity) {
    size_t length = (size_t)snprintf(
        into, capacity,
        "{\"connections\":%lu,\"open\":%lu,\"handshakes\":%lu,\"resumed\":%lu,\"mixups\":%lu,\"errors\":%lu,"
        "\"cpuMicroseconds\":%ld,\"endpoints\":{",
        counters->connections, counters->open, counters->handshakes, counters->resumed, counters->mixups,
        counters->errors, cpu_microseconds() - counters->cpu_at_reset);
    for (int i = 0; i < ENDPOINT_COUNT; i += 1) {
        const struct endpoint_counter *counter = &counters->endpoints[i];
        uint64_t n = counter->requests;
        // The kernel's order is not that in which the server read them. Nothing else uses the order here.
        if (n > 0) qsort(counter->received, n, sizeof *counter->received, compare_moments);
        length += (size_t)snprintf(
            into + length, capacity - length,
            "%s\"%s\":{\"requests\":%lu,\"firstNanoseconds\":%ld,\"lastNanoseconds\":%ld,"
            "\"spreadMicroseconds\":{\"p50\":%ld,\"p99\":%ld,\"max\":%ld},"
            "\"kernelSpreadMicroseconds\":{\"p50\":%ld,\"p99\":%ld,\"max\":%ld}}",
            i ? "," : "", endpoint_names[i], n, n ? counter->arrivals[0] : 0, n ? counter->arrivals[n - 1] : 0,
            spread(counter->arrivals, n, 0.5), spread(counter->arrivals, n, 0.99), spread(counter->arrivals, n, 1),
            spread(counter->received, n, 0.5), spread(counter->received, n, 0.99), spread(counter->received, n, 1));
    }
    length += (size_t)snprintf(into + length, capacity - length, "}}");
    return length;
}
