// What libcurl's URL interface needs beside itself.
#ifndef TURNOUT_CLIBCURL_ADDRESS_H
#define TURNOUT_CLIBCURL_ADDRESS_H

#include <curl/curl.h>
#include <locale.h>

// The host of a parsed URL in ASCII (IDNA), to be freed with curl_free. libcurl 7.88 has libidn2 read the name in the
// thread's locale, which is "C" where nobody has chosen one and knows no UTF-8: so the thread has one that does for the
// length of the call.
static inline CURLUcode tcurl_ascii_host(CURLU *address, char **host) {
#ifdef CURLU_PUNYCODE
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    *host = NULL;
    CURLUcode code = curl_url_get(address, CURLUPART_HOST, host, CURLU_PUNYCODE);
    if (code != CURLUE_OK) {
        // libcurl 7.88 leaves its copy of a name that it cannot translate to the caller, which LeakSanitizer finds. Later
        // versions have not been looked at, and may have freed it.
        if (curl_version_info(CURLVERSION_NOW)->version_num < 0x080000) curl_free(*host);
        *host = NULL;
    }
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return code;
#else
    (void)address;
    (void)host;
    return CURLUE_LACKS_IDN;
#endif
}

#endif
