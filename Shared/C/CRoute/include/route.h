#pragma once
#include <stdint.h>

/// Serves "ok" on a port of loopback by libmicrohttpd's epoll thread; null when it cannot.
void *bench_route_start(uint16_t *port);
void bench_route_stop(void *route);
