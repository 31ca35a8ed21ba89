#include <stdio.h>
#include <unistd.h>

#include "route.h"

// The floor of a service's memory and start (P7): a program of libmicrohttpd alone. It prints its port as services do,
// and ends by a signal.
int main(void) {
  uint16_t port;
  void *route = bench_route_start(&port);
  if (route == NULL)
    return 1;
  printf("{\"port\":%d}\n", port);
  fflush(stdout);
  pause();
  return 0;
}
