// zlib as Reporting uses it: a whole text compressed at once.
#ifndef TURNOUT_CZLIB_H
#define TURNOUT_CZLIB_H

#include <zlib.h>

#endif
