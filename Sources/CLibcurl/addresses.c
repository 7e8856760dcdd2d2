// The addresses of one host and port.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CLibcurl.h"

void tcurl_addresses_note(struct tcurl_addresses *addresses, const struct curl_sockaddr *address) {
    bool is_six = address->family == AF_INET6;
    if (!is_six && address->family != AF_INET) return;
    enum tcurl_family family = is_six ? tcurl_family_6 : tcurl_family_4;
    uint32_t count = addresses->count[family];
    if (count == tcurl_most_addresses) return;
    if (is_six) {
        memcpy(&addresses->six[count], &address->addr, sizeof addresses->six[count]);
    } else {
        memcpy(&addresses->four[count], &address->addr, sizeof addresses->four[count]);
    }
    addresses->count[family] = count + 1;
}

static int compare_four(const void *left, const void *right) {
    const struct sockaddr_in *a = left, *b = right;
    return memcmp(&a->sin_addr, &b->sin_addr, sizeof a->sin_addr);
}

static int compare_six(const void *left, const void *right) {
    const struct sockaddr_in6 *a = left, *b = right;
    int order = memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr);
    return order != 0 ? order : (a->sin6_scope_id > b->sin6_scope_id) - (a->sin6_scope_id < b->sin6_scope_id);
}

void tcurl_addresses_sort(struct tcurl_addresses *addresses) {
    qsort(addresses->four, addresses->count[tcurl_family_4], sizeof *addresses->four, compare_four);
    qsort(addresses->six, addresses->count[tcurl_family_6], sizeof *addresses->six, compare_six);
}

void tcurl_addresses_take(const struct tcurl_addresses *addresses, uint64_t turn, struct curl_sockaddr *address) {
    if (address->family == AF_INET && addresses->count[tcurl_family_4] > 1) {
        uint64_t place = turn % addresses->count[tcurl_family_4];
        memcpy(&address->addr, &addresses->four[place], sizeof addresses->four[place]);
    } else if (address->family == AF_INET6 && addresses->count[tcurl_family_6] > 1) {
        uint64_t place = turn % addresses->count[tcurl_family_6];
        // libcurl's own structure behind `addr` has room for any address.
        memcpy((void *)&address->addr, &addresses->six[place], sizeof addresses->six[place]);
    }
}

void tcurl_addresses_write(
    const struct tcurl_addresses *addresses, enum tcurl_family family, uint64_t turn, char *text) {
    text[0] = 0;
    if (addresses->count[family] == 0) return;
    uint64_t place = turn % addresses->count[family];
    bool is_six = family == tcurl_family_6;
    tcurl_address_write(
        is_six ? (const struct sockaddr *)&addresses->six[place] : (const struct sockaddr *)&addresses->four[place], text);
}

void tcurl_address_write(const struct sockaddr *address, char *text) {
    char number[INET6_ADDRSTRLEN] = "";
    text[0] = 0;
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        inet_ntop(AF_INET6, &six->sin6_addr, number, sizeof number);
        snprintf(text, tcurl_address_text_size, "[%s]:%u", number, (unsigned)ntohs(six->sin6_port));
    } else if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &four->sin_addr, number, sizeof number);
        snprintf(text, tcurl_address_text_size, "%s:%u", number, (unsigned)ntohs(four->sin_port));
    }
}
