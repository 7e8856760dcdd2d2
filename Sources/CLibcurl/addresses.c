// The addresses of one host and port.
#include <arpa/inet.h>
#include <stdio.h>
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
    char number[INET6_ADDRSTRLEN] = "";
    text[0] = 0;
    if (addresses->count[family] == 0) return;
    uint64_t place = turn % addresses->count[family];
    if (family == tcurl_family_6) {
        const struct sockaddr_in6 *address = &addresses->six[place];
        inet_ntop(AF_INET6, &address->sin6_addr, number, sizeof number);
        snprintf(text, tcurl_address_text_size, "[%s]:%u", number, (unsigned)ntohs(address->sin6_port));
    } else {
        const struct sockaddr_in *address = &addresses->four[place];
        inet_ntop(AF_INET, &address->sin_addr, number, sizeof number);
        snprintf(text, tcurl_address_text_size, "%s:%u", number, (unsigned)ntohs(address->sin_port));
    }
}
