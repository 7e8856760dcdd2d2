// libcurl as Transport uses it. The umbrella header: it includes every other header of this folder.
#ifndef TURNOUT_CLIBCURL_H
#define TURNOUT_CLIBCURL_H

#include <curl/curl.h>

#include "address.h"
#include "addresses.h"
#include "certificate.h"
#include "coding.h"
#include "options.h"
#include "reactor.h"
#include "slot.h"
#include "stamps.h"
#include "tcp.h"

#endif
