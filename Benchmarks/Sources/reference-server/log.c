// The log: one row per request.
#include "reference.h"

#include <stdio.h>
#include <stdlib.h>

struct row *add_row(struct server *server) {
    if (server->row_count == server->row_capacity) {
        server->row_capacity = server->row_capacity ? server->row_capacity * 2 : 4096;
        server->rows = realloc(server->rows, server->row_capacity * sizeof *server->rows);
        if (!server->rows) abort();
    }
    struct row *row = &server->rows[server->row_count++];
    *row = (struct row){0};
    return row;
}

bool write_log(const struct server *server, const char *path) {
    FILE *file = fopen(path, "w");
    if (!file) return false;
    fputs("participant,step,port,version,tls,stamped,received,delay,answered,before,after,hello,secured,flown\n", file);
    for (size_t i = 0; i < server->row_count; i += 1) {
        const struct row *row = &server->rows[i];
        fprintf(
            file, "%u,%u,%u,%u,%d,%d,%ld,%ld,%ld,%ld,%ld,%ld,%ld,%ld\n", row->participant, row->step, row->port, row->version, row->tls,
            row->stamped, row->received, row->delay, row->answered, row->before, row->after, row->hello, row->secured,
            row->flown);
    }
    return fclose(file) == 0;
}
