#ifndef TURNOUT_CLIBCURL_H
#define TURNOUT_CLIBCURL_H
#include <curl/curl.h>
#endif
