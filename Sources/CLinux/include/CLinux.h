#ifndef TURNOUT_CLINUX_H
#define TURNOUT_CLINUX_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
