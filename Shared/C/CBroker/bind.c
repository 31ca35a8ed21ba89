#define _GNU_SOURCE
#include "CBroker.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <sys/socket.h>

static atomic_uint wanted;

void broker_bind_next_listener_to(uint16_t port) { atomic_store(&wanted, port); }

/// An executable's own functions come before those of the C library, also for the calls that librdkafka makes.
__attribute__((visibility("default"))) int bind(int socket, const struct sockaddr *address, socklen_t size) {
  int (*next)(int, const struct sockaddr *, socklen_t) =
      (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "bind");
  if (address->sa_family == AF_INET && size >= sizeof(struct sockaddr_in)) {
    struct sockaddr_in changed = *(const struct sockaddr_in *)address;
    if (changed.sin_port == 0 && changed.sin_addr.s_addr == htonl(INADDR_LOOPBACK)) {
      changed.sin_port = htons((uint16_t)atomic_exchange(&wanted, 0));
      return next(socket, (const struct sockaddr *)&changed, sizeof changed);
    }
  }
  return next(socket, address, size);
}
