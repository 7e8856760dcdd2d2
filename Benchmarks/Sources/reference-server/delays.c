// Delays from a distribution. Each depends on the seed, the participant and the step alone, so that the same run draws the
// same delays in whatever order requests arrive.
//
//     constant:D            always D
//     bimodal:D,E,S         E for the share S of requests, D for the others
//     log-normal:M,S        the median M, and the standard deviation S of the logarithm
//     pareto:M,A,L          the minimum M and the exponent A, never above L
#include "reference.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool parse_distribution(const char *text, struct distribution *distribution) {
    static const struct {
        const char *name;
        int kind, count;
    } known[] = {{"constant:", CONSTANT, 1}, {"bimodal:", BIMODAL, 3}, {"log-normal:", LOG_NORMAL, 2}, {"pareto:", PARETO, 3}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i += 1) {
        size_t length = strlen(known[i].name);
        if (strncmp(text, known[i].name, length) != 0) continue;
        double *to = distribution->parameters;
        distribution->kind = known[i].kind;
        char rest;
        return sscanf(text + length, "%lf,%lf,%lf%c", to, to + 1, to + 2, &rest) == known[i].count;
    }
    return false;
}

/// SplitMix64: a well mixed number for each state.
static uint64_t mix(uint64_t state) {
    state += 0x9e3779b97f4a7c15;
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
    state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
    return state ^ (state >> 31);
}

/// Above 0, and at most 1.
static double uniform(uint64_t number) { return (double)((number >> 11) + 1) / 9007199254740992.0; }

int64_t draw_delay(const struct distribution *distribution, uint64_t seed, uint32_t participant, uint32_t step) {
    uint64_t state = mix(seed ^ mix(((uint64_t)participant << 32) | step));
    const double *p = distribution->parameters;
    double first = uniform(state), milliseconds = p[0];
    switch (distribution->kind) {
    case CONSTANT:
        break;
    case BIMODAL:
        if (first <= p[2]) milliseconds = p[1];
        break;
    case LOG_NORMAL:
        // Box and Muller.
        milliseconds = p[0] * exp(p[1] * sqrt(-2 * log(first)) * cos(2 * M_PI * uniform(mix(state))));
        break;
    case PARETO:
        milliseconds = fmin(p[0] * pow(first, -1 / p[1]), p[2]);
        break;
    }
    return (int64_t)(milliseconds * 1e6);
}
