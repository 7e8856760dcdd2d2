// Typed forms of libcurl's variadic functions, which Swift cannot call at all: one for each kind of argument. The
// names are put in brackets to pass by the type-checking macros of curl/typecheck-gcc.h, which want a constant option.
#ifndef TURNOUT_CLIBCURL_OPTIONS_H
#define TURNOUT_CLIBCURL_OPTIONS_H

#include <curl/curl.h>
#include <stdint.h>

// Options that read a `long`: an int would leave half of it undefined.
static inline CURLcode tcurl_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

// Options that read a curl_off_t.
static inline CURLcode tcurl_set_offset(CURL *easy, CURLoption option, int64_t value) {
    return (curl_easy_setopt)(easy, option, (curl_off_t)value);
}

// Options that copy a text (NULL resets them), and POSTFIELDS, which borrows it.
static inline CURLcode tcurl_set_text(CURL *easy, CURLoption option, const char *text) {
    return (curl_easy_setopt)(easy, option, text);
}

// Options that borrow a list.
static inline CURLcode tcurl_set_list(CURL *easy, CURLoption option, struct curl_slist *list) {
    return (curl_easy_setopt)(easy, option, list);
}

// CURLOPT_CURLU: borrowed, and only read, until the transfer is over. It has precedence over CURLOPT_URL; NULL takes it
// away.
static inline CURLcode tcurl_set_address(CURL *easy, CURLU *address) {
    return (curl_easy_setopt)(easy, CURLOPT_CURLU, address);
}

// CURLOPT_SHARE.
static inline CURLcode tcurl_set_share(CURL *easy, CURLSH *share) {
    return (curl_easy_setopt)(easy, CURLOPT_SHARE, share);
}

// CURLSHOPT_SHARE.
static inline CURLSHcode tcurl_share_add(CURLSH *share, curl_lock_data what) {
    return (curl_share_setopt)(share, CURLSHOPT_SHARE, (int)what);
}

// The stored cookies in Netscape's format, to be freed with curl_slist_free_all.
static inline struct curl_slist *tcurl_cookie_list(CURL *easy) {
    struct curl_slist *list = NULL;
    return (curl_easy_getinfo)(easy, CURLINFO_COOKIELIST, &list) == CURLE_OK ? list : NULL;
}

// Header lines that keep libcurl from adding its own. It only reads them, though curl_slist's member is not const.
static inline char *tcurl_no_content_type(void) { return (char *)"Content-Type:"; }
static inline char *tcurl_no_expect(void) { return (char *)"Expect:"; }

// CURLVERSION_NOW is a macro on an enumerator, which Swift does not import.
static inline const curl_version_info_data *tcurl_version(void) { return curl_version_info(CURLVERSION_NOW); }

// curl_global_init and the process's SIGPIPE ignored, once: OpenSSL writes with write(2), which raises it. CURLE_OK or
// why libcurl cannot be used.
CURLcode tcurl_global_init(void);

#endif
