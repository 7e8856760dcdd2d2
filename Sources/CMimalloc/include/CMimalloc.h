// The one thing that is asked of the program's allocator.
#ifndef TURNOUT_CMIMALLOC_H
#define TURNOUT_CMIMALLOC_H

// Freed memory goes back to the system at once, and not when the thread that freed it next allocates after a while: a
// crowd that waits allocates nothing, and would keep what its handshakes took. The environment (MIMALLOC_…) goes before.
void tmimalloc_return_memory_at_once(void);

#endif
