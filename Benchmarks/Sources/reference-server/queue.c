// The requests that wait for their answers: a binary heap by due time.
#include "reference.h"

#include <stdlib.h>

void push_pending(struct server *server, struct pending pending) {
    if (server->heap_count == server->heap_capacity) {
        server->heap_capacity = server->heap_capacity ? server->heap_capacity * 2 : 1024;
        server->heap = realloc(server->heap, server->heap_capacity * sizeof *server->heap);
        if (!server->heap) abort();
    }
    struct pending *heap = server->heap;
    size_t at = server->heap_count++;
    for (; at > 0 && heap[(at - 1) / 2].due > pending.due; at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
    heap[at] = pending;
}

struct pending pop_pending(struct server *server) {
    struct pending *heap = server->heap;
    struct pending first = heap[0], last = heap[--server->heap_count];
    size_t at = 0;
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= server->heap_count) break;
        if (child + 1 < server->heap_count && heap[child + 1].due < heap[child].due) child += 1;
        if (heap[child].due >= last.due) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return first;
}
