// libcurl's multi interface driven by epoll in the usual way.
#include "yardstick.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

int64_t now_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int watch_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *known) {
    (void)easy;
    struct yardstick *yardstick = context;
    struct epoll_event event = {
        .events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u), .data.fd = socket};
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(yardstick->epoll, EPOLL_CTL_DEL, socket, &event);
    } else if (known) {
        epoll_ctl(yardstick->epoll, EPOLL_CTL_MOD, socket, &event);
    } else {
        epoll_ctl(yardstick->epoll, EPOLL_CTL_ADD, socket, &event);
        curl_multi_assign(yardstick->multi, socket, yardstick);
    }
    return 0;
}

static int set_timer(CURLM *multi, long milliseconds, void *context) {
    (void)multi;
    struct yardstick *yardstick = context;
    yardstick->curl_due = milliseconds < 0 ? 0 : now_nanoseconds() + milliseconds * 1000000;
    return 0;
}

void open_loop(struct yardstick *yardstick) {
    yardstick->epoll = epoll_create1(EPOLL_CLOEXEC);
    yardstick->multi = curl_multi_init();
    if (yardstick->epoll < 0 || !yardstick->multi) abort();
    curl_multi_setopt(yardstick->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(yardstick->multi, CURLMOPT_SOCKETDATA, yardstick);
    curl_multi_setopt(yardstick->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(yardstick->multi, CURLMOPT_TIMERDATA, yardstick);
}

static void drain(struct yardstick *yardstick) {
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(yardstick->multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE) continue;
        struct participant *participant;
        CURLcode result = message->data.result;
        CURL *easy = message->easy_handle;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &participant);
        curl_multi_remove_handle(yardstick->multi, easy);
        continue_participant(participant, result);
    }
}

void turn(struct yardstick *yardstick, int64_t timeout) {
    int running;
    if (yardstick->curl_due != 0 && yardstick->curl_due <= now_nanoseconds()) {
        yardstick->curl_due = 0;
        curl_multi_socket_action(yardstick->multi, CURL_SOCKET_TIMEOUT, 0, &running);
        drain(yardstick);
        // The last ones may have ended here; nothing else would end the wait.
        if (yardstick->running == 0) timeout = 0;
    }
    if (yardstick->curl_due != 0) {
        int64_t left = yardstick->curl_due - now_nanoseconds();
        if (left < 0) left = 0;
        if (timeout < 0 || left < timeout) timeout = left;
    }
    struct epoll_event events[256];
    struct timespec limit = {.tv_sec = timeout / 1000000000, .tv_nsec = timeout % 1000000000};
    int count = epoll_pwait2(yardstick->epoll, events, 256, timeout < 0 ? NULL : &limit, NULL);
    if (count < 0 && errno == ENOSYS)
        count = epoll_wait(yardstick->epoll, events, 256, timeout < 0 ? -1 : (int)((timeout + 999999) / 1000000));
    for (int i = 0; i < count; i += 1) {
        int what = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0)
            | (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
        curl_multi_socket_action(yardstick->multi, events[i].data.fd, what, &running);
    }
    drain(yardstick);
}

void close_loop(struct yardstick *yardstick) {
    curl_multi_cleanup(yardstick->multi);
    close(yardstick->epoll);
}
