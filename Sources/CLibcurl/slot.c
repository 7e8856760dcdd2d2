// The callbacks of one transfer.
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "CLibcurl.h"

static const size_t first_capacity = 16 * 1024;

// In reactor.c: libcurl is to go on with the transfer, whatever it waits for.
void tcurl_check_later(struct tcurl_slot *slot);

int64_t tcurl_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void forget_length(struct tcurl_slot *slot) {
    slot->length_fault = tcurl_length_is_valid;
    slot->has_length = false;
    slot->has_transfer_coding = false;
}

void tcurl_slot_reset(struct tcurl_slot *slot) {
    tcurl_slot_release_body(slot);
    slot->too_large = false;
    slot->header_ended = false;
    forget_length(slot);
    slot->end_is_told = false;
    slot->is_http2 = false;
    slot->is_coded = false;
    slot->watched_cookie = NULL;
    slot->cookie = tcurl_cookie_untouched;
    slot->out_of_memory = false;
    slot->replay_refused = false;
    slot->reason_known = false;
    slot->tried.sin6_family = AF_UNSPEC;
    slot->unwatched = false;
    slot->os_error = 0;
    slot->tunnelled_at = 0;
    slot->sent_at = 0;
    slot->written_at = 0;
    slot->first_byte_at = 0;
    slot->first_byte_late = false;
    slot->unread_since = 0;
    slot->opened_in = 0;
    slot->opened = -1;
    slot->descriptor_generation = 0;
    slot->repeated_syns = -1;
    slot->repeated_syns_before = 0;
    slot->retransmitted_before = -1;
    slot->retransmissions = -1;
    slot->round_trip = 0;
    slot->full_before = 0;
    slot->receive_delay = -1;
    slot->opened_at = 0;
    slot->is_connected = false;
    slot->connect_delay = 0;
    slot->delays_counted_at = 0;
    slot->delays_counted_in = 0;
    slot->connect_delay_is_unknown = false;
    slot->descriptor = -1;
    slot->sent_in = 0;
    slot->read_at = 0;
    slot->last_sent_at = 0;
    slot->taken_in = 0;
    slot->taken = 0;
    slot->noted = NULL;
    slot->held_body = NULL;
    slot->held_length = 0;
    slot->held_taken = 0;
    slot->primed_at = 0;
    slot->is_released = false;
    slot->early = tcurl_early_nothing;
    slot->last_byte_at = 0;
    slot->goes_on = 0;
    slot->early_received_at = 0;
    slot->addresses = NULL;
    for (int family = 0; family < 2; family++) {
        slot->attempts[family] = 0;
        slot->connecting[family] = -1;
    }
    slot->keeps_wire = false;
    free(slot->wire);
    slot->wire = NULL;
    slot->wire_length = 0;
    slot->error[0] = 0;
}

void tcurl_slot_release_body(struct tcurl_slot *slot) {
    struct tcurl_reactor *reactor = slot->reactor;
    if (slot->body != NULL) {
        // Only buffers of the first size are kept, so that one large answer does not hold its memory for the run.
        if (slot->capacity == first_capacity && reactor->spare_count < sizeof reactor->spare / sizeof *reactor->spare) {
            reactor->spare[reactor->spare_count++] = slot->body;
        } else {
            free(slot->body);
        }
    }
    slot->body = NULL;
    slot->capacity = 0;
    slot->length = 0;
}

static bool make_room(struct tcurl_slot *slot, size_t needed) {
    if (needed <= slot->capacity) return true;
    if (slot->body == NULL && needed <= first_capacity && slot->reactor->spare_count > 0) {
        slot->body = slot->reactor->spare[--slot->reactor->spare_count];
        slot->capacity = first_capacity;
        return true;
    }
    size_t capacity = slot->capacity > 0 ? slot->capacity : first_capacity;
    while (capacity < needed) capacity *= 2;
    unsigned char *body = realloc(slot->body, capacity);
    if (body == NULL) return false;
    slot->body = body;
    slot->capacity = capacity;
    return true;
}

// Counts what is read of the response in this call.
static void note_read(struct tcurl_slot *slot, size_t length) {
    uint32_t call = slot->reactor->call;
    if (slot->taken_in != call) {
        slot->taken_in = call;
        slot->taken = 0;
    }
    slot->taken += (int64_t)length;
    if (slot->sent_in == call) slot->read_at = tcurl_now();
    if (slot->early == tcurl_early_answered) tcurl_note_early_read(slot);
}

// CURLOPT_WRITEFUNCTION: a short count ends the transfer with CURLE_WRITE_ERROR; the slot says why.
static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    struct tcurl_slot *slot = context;
    size_t arrived = size * count;
    note_read(slot, arrived);
    size_t taken = arrived;
    size_t room = slot->reactor->body_limit - slot->length;
    if (taken > room) {
        slot->too_large = true;
        taken = room;
    }
    if (!make_room(slot, slot->length + taken)) {
        slot->out_of_memory = true;
        return CURL_WRITEFUNC_ERROR;
    }
    if (taken > 0) memcpy(slot->body + slot->length, bytes, taken);
    slot->length += taken;
    return taken == arrived ? arrived : CURL_WRITEFUNC_ERROR;
}

static size_t after_spaces(const char *value, size_t place, size_t length) {
    while (place < length && (value[place] == ' ' || value[place] == '\t')) place += 1;
    return place;
}

// Reads the value of a Content-Length line: a number, or several with commas between them, which must be the same.
static void note_length(struct tcurl_slot *slot, const char *value, size_t length) {
    size_t place = 0;
    for (;; place++) {
        place = after_spaces(value, place, length);
        size_t first = place;
        uint64_t number = 0;
        for (; place < length && value[place] >= '0' && value[place] <= '9'; place++) {
            uint64_t digit = (uint64_t)(value[place] - '0');
            if (number > ((uint64_t)INT64_MAX - digit) / 10) {
                slot->length_fault = tcurl_length_is_too_great;
                return;
            }
            number = number * 10 + digit;
        }
        bool is_number = place > first;
        place = after_spaces(value, place, length);
        bool has_ended = place >= length || value[place] == '\r' || value[place] == '\n';
        if (!is_number || (!has_ended && value[place] != ',')) {
            slot->length_fault = tcurl_length_is_no_number;
            return;
        }
        if (slot->has_length && slot->body_length != number) slot->length_fault = tcurl_lengths_differ;
        slot->has_length = true;
        slot->body_length = number;
        if (has_ended) return;
    }
}

// Whether a name or an attribute has ended.
static bool ends_word(const char *value, size_t place, size_t length) {
    return place >= length || strchr("=; \t\r\n", value[place]) != NULL;
}

enum tcurl_cookie tcurl_cookie_line(const char *name, const char *value, size_t length) {
    static const char secure[] = "secure";
    size_t place = after_spaces(value, 0, length);
    size_t name_length = strlen(name);
    if (length - place < name_length || memcmp(value + place, name, name_length) != 0) return tcurl_cookie_untouched;
    place += name_length;
    if (!ends_word(value, place, length)) return tcurl_cookie_untouched;
    while (place < length) {
        const char *semicolon = memchr(value + place, ';', length - place);
        if (semicolon == NULL) break;
        place = after_spaces(value, (size_t)(semicolon - value) + 1, length);
        size_t end = place + sizeof secure - 1;
        if (end <= length && strncasecmp(value + place, secure, sizeof secure - 1) == 0 && ends_word(value, end, length)) {
            return tcurl_cookie_set_secure;
        }
    }
    return tcurl_cookie_set;
}

// Whether a status line says that no body follows: 204 or 304.
static bool has_no_body(const char *bytes, size_t length) {
    const char *space = memchr(bytes, ' ', length);
    if (space == NULL || bytes + length - space < 4) return false;
    return memcmp(space + 1, "204", 3) == 0 || memcmp(space + 1, "304", 3) == 0;
}

// CURLOPT_HEADERFUNCTION, called for each line of each header, the status line first.
static size_t take_header_line(char *bytes, size_t size, size_t count, void *context) {
    struct tcurl_slot *slot = context;
    size_t length = size * count;
    // Before the request is sent there are only a proxy's responses to CONNECT.
    if (slot->sent_at == 0) {
        if (length <= 2) slot->tunnelled_at = tcurl_now();
        return length;
    }
    note_read(slot, length);
    // libcurl takes a connection that closes within the header for the end of the answer. And it takes lengths that say
    // nothing certain for one of those that they could mean, so that it would wait for more or leave some of the body: a
    // response with such lengths ends here. An interim answer has no body.
    if (length <= 2) {
        slot->header_ended = true;
        bool is_wrong = slot->length_fault != tcurl_length_is_valid && !slot->has_transfer_coding;
        return is_wrong && slot->first_byte_at != 0 ? CURL_WRITEFUNC_ERROR : length;
    }
    if (bytes[0] == 'C' || bytes[0] == 'c') {
        if (length > 16 && strncasecmp(bytes, "Content-Length:", 15) == 0) {
            slot->end_is_told = true;
            note_length(slot, bytes + 15, length - 15);
        } else if (length > 17 && (bytes[8] | 0x20) == 'e' && strncasecmp(bytes, "Content-Encoding:", 17) == 0) {
            slot->is_coded = true;
        }
        return length;
    }
    if (bytes[0] == 'S' || bytes[0] == 's') {
        if (slot->watched_cookie != NULL && length > 11 && strncasecmp(bytes, "Set-Cookie:", 11) == 0) {
            enum tcurl_cookie cookie = tcurl_cookie_line(slot->watched_cookie, bytes + 11, length - 11);
            if (cookie != tcurl_cookie_untouched) slot->cookie = cookie;
        }
        return length;
    }
    if (bytes[0] == 'T' || bytes[0] == 't') {
        if (length > 18 && strncasecmp(bytes, "Transfer-Encoding:", 18) == 0) {
            slot->has_transfer_coding = true;
            size_t place = after_spaces(bytes, 18, length);
            if (length - place >= 7 && strncasecmp(bytes + place, "chunked", 7) == 0) slot->end_is_told = true;
        }
        return length;
    }
    // "HTTP/1.1 200", "HTTP/2 200": an interim status begins with a 1. A status line has been read by libcurl already.
    // libcurl reads it in small letters too.
    if (length < 5 || strncasecmp(bytes, "HTTP/", 5) != 0) return length;
    slot->header_ended = false;
    forget_length(slot);
    slot->is_http2 = bytes[5] == '2';
    slot->end_is_told = slot->is_http2 || has_no_body(bytes, length);
    if (slot->first_byte_at != 0) return length;
    const char *space = memchr(bytes, ' ', length);
    if (space == NULL || space + 1 >= bytes + length || space[1] == '1') return length;
    slot->first_byte_at = tcurl_now();
    slot->first_byte_late = tcurl_reads_late(slot->reactor, slot);
    if (slot->held_body != NULL && !slot->is_released) {
        slot->early = tcurl_early_answered;
        tcurl_note_early_read(slot);
        tcurl_check_later(slot);
    }
    return length;
}

// The last byte of a body. CURL_READFUNC_PAUSE keeps libcurl from asking again until it is told to continue. It asks only
// when all that it was given before is written: then the request is primed.
static size_t give_body(char *bytes, size_t size, size_t count, void *context) {
    struct tcurl_slot *slot = context;
    size_t end = slot->is_released ? slot->held_length : slot->held_length - 1;
    size_t left = end - slot->held_taken;
    if (left == 0 && !slot->is_released) {
        if (slot->primed_at == 0) {
            slot->primed_at = tcurl_now();
            slot->next_primed = slot->reactor->primed;
            slot->reactor->primed = slot;
            tcurl_check_later(slot);
        }
        return CURL_READFUNC_PAUSE;
    }
    size_t given = left < size * count ? left : size * count;
    if (given > 0) memcpy(bytes, slot->held_body + slot->held_taken, given);
    slot->held_taken += given;
    if (given > 0 && slot->held_taken == slot->held_length) {
        slot->last_byte_at = tcurl_now();
        slot->sent_in = slot->reactor->call;
    }
    return given;
}

// CURLOPT_SEEKFUNCTION: for a replay libcurl wants the body from its beginning before it opens a connection for it, which
// is then refused (see refuse_replay). Without this it would report that it cannot rewind.
static int seek_body(void *context, curl_off_t offset, int origin) {
    struct tcurl_slot *slot = context;
    if (origin != SEEK_SET || offset < 0 || (size_t)offset > slot->held_length) return CURL_SEEKFUNC_FAIL;
    slot->held_taken = (size_t)offset;
    return CURL_SEEKFUNC_OK;
}

CURLcode tcurl_slot_hold_last_byte(struct tcurl_slot *slot, const char *body, size_t length) {
    slot->held_body = body;
    slot->held_length = length;
    CURLcode code = (curl_easy_setopt)(slot->easy, CURLOPT_POSTFIELDS, NULL);
    if (code == CURLE_OK) code = (curl_easy_setopt)(slot->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    if (code == CURLE_OK) code = (curl_easy_setopt)(slot->easy, CURLOPT_READDATA, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(slot->easy, CURLOPT_READFUNCTION, give_body);
    if (code == CURLE_OK) code = (curl_easy_setopt)(slot->easy, CURLOPT_SEEKDATA, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(slot->easy, CURLOPT_SEEKFUNCTION, seek_body);
    return code;
}

void tcurl_slot_release_last_byte(struct tcurl_slot *slot) {
    slot->is_released = true;
    if (slot->primed_at != 0) curl_easy_pause(slot->easy, CURLPAUSE_CONT);
}

// In reactor.c, where descriptors are known. Forgets what was known of the number. False: out of memory.
bool tcurl_opened_socket(struct tcurl_reactor *reactor, curl_socket_t descriptor);
// In reactor.c: the attempt has begun, and is to be watched.
void tcurl_attempt_began(struct tcurl_slot *slot, enum tcurl_family family, curl_socket_t descriptor);
// In reactor.c: libcurl has a connection for the transfer, of this number or -1, and then is done with connecting.
void tcurl_found_connected(struct tcurl_slot *slot, int number);
void tcurl_has_connected(struct tcurl_slot *slot);
// In reactor.c: counts the connection requests that were repeated so far.
void tcurl_count_syns(struct tcurl_slot *slot);

// libcurl sends any request again, up to five times, if a kept connection dies before a byte of the answer, and also if an
// HTTP/2 server refuses the stream (Curl_retry_request in its transfer.c; no option turns it off). What the target did
// would then show nowhere. Once a request was about to be written, its transfer opens no further connection and writes to
// no other: whoever made the request decides whether to make it again.

static void refuse_replay(struct tcurl_slot *slot) {
    if (slot->replay_refused) return;
    slot->replay_refused = true;
    slot->reason_known = slot->error[0] != 0;
    // What libcurl says from now on is about the refusal. No further request uses a handle with a failure behind it.
    (curl_easy_setopt)(slot->easy, CURLOPT_ERRORBUFFER, NULL);
}

void tcurl_slot_write_tried(const struct tcurl_slot *slot, char *text) {
    tcurl_address_write((const struct sockaddr *)&slot->tried, text);
}

// CURLOPT_OPENSOCKETFUNCTION: as libcurl would, but keeping errno (libcurl drops that of socket(2)) and closing on exec.
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    struct tcurl_slot *slot = context;
    if (slot->noted != NULL || slot->sent_at != 0) {
        if (slot->noted != NULL) {
            tcurl_addresses_note(slot->noted, address);
        } else {
            refuse_replay(slot);
        }
        tcurl_check_later(slot);
        return CURL_SOCKET_BAD;
    }
    enum tcurl_family family = address->family == AF_INET6 ? tcurl_family_6 : tcurl_family_4;
    if (slot->addresses != NULL) tcurl_addresses_take(slot->addresses, slot->turn[family] + slot->attempts[family], address);
    slot->attempts[family] += 1;
    int descriptor = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (descriptor < 0) {
        slot->os_error = errno;
        return CURL_SOCKET_BAD;
    }
    // If it is bound to a source address, the local port is chosen when it connects: the kernel then needs one that is free
    // for this target only, and looks for none among thousands of connections to others. Elsewhere it has no effect.
    static const int yes = 1;
    setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (!tcurl_opened_socket(slot->reactor, descriptor)) {
        close(descriptor);
        slot->os_error = ENOMEM;
        return CURL_SOCKET_BAD;
    }
    slot->opened = descriptor;
    slot->opened_in = slot->reactor->call;
    (curl_easy_setopt)(slot->easy, CURLOPT_NOPROGRESS, 0L);
    slot->opened_at = tcurl_now();
    if (slot->addresses != NULL) {
        tcurl_attempt_began(slot, family, descriptor);
    } else {
        size_t length = address->addrlen < sizeof slot->tried ? address->addrlen : sizeof slot->tried;
        memcpy(&slot->tried, &address->addr, length);
    }
    return descriptor;
}

// CURLOPT_PREREQFUNCTION: the connection is there and the request is written next.
static int request_is_ready(void *context, char *remote, char *local, int remote_port, int local_port) {
    (void)remote, (void)local, (void)remote_port, (void)local_port;
    struct tcurl_slot *slot = context;
    if (slot->sent_at != 0) {
        refuse_replay(slot);
        return CURL_PREREQFUNC_ABORT;
    }
    if (slot->opened_in != 0) {
        tcurl_found_connected(slot, slot->opened_in == slot->reactor->call ? slot->opened : slot->descriptor);
        tcurl_has_connected(slot);
        (curl_easy_setopt)(slot->easy, CURLOPT_NOPROGRESS, 1L);
    }
    slot->sent_at = tcurl_now();
    slot->unread_since = 0;
    struct tcurl_reactor *reactor = slot->reactor;
    slot->sent_in = reactor->call;
    reactor->sent = slot;
    if (reactor->sending_call != reactor->call) {
        reactor->sending_call = reactor->call;
        reactor->sending_since = slot->sent_at;
    }
    return CURL_PREREQFUNC_OK;
}

// CURLOPT_XFERINFOFUNCTION, called while a connection is being opened: whenever libcurl has looked at the transfer, and before
// it closes the socket because the time is over. It closes that one without telling.
static int progress(void *context, curl_off_t all, curl_off_t received, curl_off_t most, curl_off_t sent) {
    (void)all, (void)received, (void)most, (void)sent;
    tcurl_count_syns(context);
    return 0;
}

// CURLOPT_DEBUGFUNCTION: keeps what is written of the request's header. Before the connection is there that is a proxy's.
static int keep_wire(CURL *easy, curl_infotype kind, char *bytes, size_t length, void *context) {
    (void)easy;
    struct tcurl_slot *slot = context;
    if (kind != CURLINFO_HEADER_OUT || slot->sent_at == 0) return 0;
    unsigned char *wire = realloc(slot->wire, slot->wire_length + length);
    if (wire == NULL) return 0;
    memcpy(wire + slot->wire_length, bytes, length);
    slot->wire = wire;
    slot->wire_length += length;
    return 0;
}

CURLcode tcurl_slot_keep_wire(struct tcurl_slot *slot) {
    slot->keeps_wire = true;
    CURLcode code = (curl_easy_setopt)(slot->easy, CURLOPT_DEBUGDATA, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(slot->easy, CURLOPT_DEBUGFUNCTION, keep_wire);
    if (code == CURLE_OK) code = (curl_easy_setopt)(slot->easy, CURLOPT_VERBOSE, 1L);
    return code;
}

// CURLOPT_CLOSESOCKETFUNCTION: in reactor.c, where descriptors are known.
int tcurl_close_socket(void *context, curl_socket_t descriptor);

CURLcode tcurl_slot_install(struct tcurl_slot *slot, CURL *easy) {
    slot->easy = easy;
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_PRIVATE, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_ERRORBUFFER, slot->error);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_WRITEDATA, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_WRITEFUNCTION, take_body);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_HEADERDATA, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_HEADERFUNCTION, take_header_line);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETDATA, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_PREREQDATA, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, request_is_ready);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_XFERINFODATA, slot);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_XFERINFOFUNCTION, progress);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETDATA, slot->reactor);
    if (code == CURLE_OK) code = (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, tcurl_close_socket);
    return code;
}

static pthread_once_t initialised = PTHREAD_ONCE_INIT;
static CURLcode initialisation;

static void initialise(void) {
    signal(SIGPIPE, SIG_IGN);
    initialisation = curl_global_init(CURL_GLOBAL_DEFAULT);
    tcurl_stamps_begin();
}

CURLcode tcurl_global_init(void) {
    pthread_once(&initialised, initialise);
    return initialisation;
}
