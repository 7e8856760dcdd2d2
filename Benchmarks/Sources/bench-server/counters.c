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

void count_request(struct counters *counters, enum endpoint endpoint, int64_t at) {
    struct endpoint_counter *counter = &counters->endpoints[endpoint];
    if (counter->requests == counter->capacity) {
        counter->capacity = counter->capacity ? counter->capacity * 2 : 4096;
        counter->arrivals = realloc(counter->arrivals, counter->capacity * sizeof *counter->arrivals);
        if (!counter->arrivals) abort();
    }
    counter->arrivals[counter->requests] = at;
    counter->requests += 1;
}

void reset_counters(struct counters *counters) {
    for (int i = 0; i < ENDPOINT_COUNT; i += 1) counters->endpoints[i].requests = 0;
    counters->connections = counters->handshakes = counters->resumed = counters->mixups = counters->errors = 0;
    counters->cpu_at_reset = cpu_microseconds();
}

/// Microseconds from the first arrival to the one by which `share` of all have arrived. Arrivals are sorted.
static int64_t spread(const struct endpoint_counter *counter, double share) {
    if (counter->requests == 0) return 0;
    size_t rank = (size_t)(share * (double)counter->requests + 0.999999);
    if (rank == 0) rank = 1;
    return (counter->arrivals[rank - 1] - counter->arrivals[0]) / 1000;
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
        length += (size_t)snprintf(
            into + length, capacity - length,
            "%s\"%s\":{\"requests\":%lu,\"firstNanoseconds\":%ld,\"lastNanoseconds\":%ld,"
            "\"spreadMicroseconds\":{\"p50\":%ld,\"p99\":%ld,\"max\":%ld}}",
            i ? "," : "", endpoint_names[i], n, n ? counter->arrivals[0] : 0, n ? counter->arrivals[n - 1] : 0,
            spread(counter, 0.5), spread(counter, 0.99), spread(counter, 1));
    }
    length += (size_t)snprintf(into + length, capacity - length, "}}");
    return length;
}
