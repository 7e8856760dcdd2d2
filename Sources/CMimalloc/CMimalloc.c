#include "CMimalloc.h"

#include <mimalloc.h>

void tmimalloc_return_memory_at_once(void) {
#if MI_MALLOC_VERSION >= 210
    mi_option_set_default(mi_option_purge_delay, 0);
#elif MI_MALLOC_VERSION >= 200
    mi_option_set_default(mi_option_decommit_delay, 0);
#endif
}
