// The addresses of one host and port: noted at its look-up, and taken in turn by the attempts to connect.
//
// libcurl tries the addresses of a name in the order of its cache, the same for everybody. Real people are spread over
// them by their resolvers. libcurl lets the open-socket callback change the address of the attempt at hand, and goes on
// to the next attempt when this one fails.
#ifndef TURNOUT_CLIBCURL_ADDRESSES_H
#define TURNOUT_CLIBCURL_ADDRESSES_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

// Of each family. A name's further addresses are left to libcurl.
enum { tcurl_most_addresses = 64 };

enum tcurl_family { tcurl_family_4, tcurl_family_6 };

struct tcurl_addresses {
    // Of each enum tcurl_family.
    uint32_t count[2];
    struct sockaddr_in four[tcurl_most_addresses];
    struct sockaddr_in6 six[tcurl_most_addresses];
};

// "203.0.113.7:443", "[2001:db8::7]:443", with the zero at its end.
enum { tcurl_address_text_size = INET6_ADDRSTRLEN + 8 };

// Notes the address of an attempt.
void tcurl_addresses_note(struct tcurl_addresses *addresses, const struct curl_sockaddr *address);
// Sorts the addresses of each family, whatever order the resolver gave them in.
void tcurl_addresses_sort(struct tcurl_addresses *addresses);
// Replaces the address of an attempt by the one of its family whose turn it is, counted from 0 and round and round.
void tcurl_addresses_take(const struct tcurl_addresses *addresses, uint64_t turn, struct curl_sockaddr *address);
// Writes an address of either family into `text`; nothing if it is neither.
void tcurl_address_write(const struct sockaddr *address, char *text);
// Writes the address of that turn into `text`.
void tcurl_addresses_write(
    const struct tcurl_addresses *addresses, enum tcurl_family family, uint64_t turn, char *text);

#endif
