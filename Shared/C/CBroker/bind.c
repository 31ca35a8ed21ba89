#define _GNU_SOURCE
#include "CBroker.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

/// Written and read by the thread that makes the cluster; one cluster a process.
static bool awaited;
static uint16_t wanted;
/// The cluster's listener, and the socket that has the wanted port while the listener waits elsewhere.
static int listener = -1, held = -1;

typedef int bind_t(int, const struct sockaddr *, socklen_t);
typedef int listen_t(int, int);

static bind_t *next_bind(void) { return (bind_t *)dlsym(RTLD_NEXT, "bind"); }
static listen_t *next_listen(void) { return (listen_t *)dlsym(RTLD_NEXT, "listen"); }

void broker_hold_next_listener_at(uint16_t port) {
  wanted = port;
  awaited = true;
}

bool broker_open_listener(void) {
  // Flags belong to what a descriptor stands for, and the cluster has set them on the other meanwhile.
  bool open = held >= 0 && fcntl(held, F_SETFL, fcntl(listener, F_GETFL)) == 0 && next_listen()(held, 128) == 0 &&
              dup2(held, listener) == listener;
  close(held);
  held = listener = -1;
  return open;
}

/// An executable's own functions come before those of the C library, also for the calls that librdkafka makes.
__attribute__((visibility("default"))) int bind(int socket, const struct sockaddr *address, socklen_t size) {
  if (awaited && address->sa_family == AF_INET && size >= sizeof(struct sockaddr_in)) {
    struct sockaddr_in changed = *(const struct sockaddr_in *)address;
    if (changed.sin_port == 0 && changed.sin_addr.s_addr == htonl(INADDR_LOOPBACK)) {
      changed.sin_port = htons(wanted);
      awaited = false;
      listener = socket;
      return next_bind()(socket, (const struct sockaddr *)&changed, sizeof changed);
    }
  }
  return next_bind()(socket, address, size);
}

/// The listener listens at a port that nobody knows until it is opened: a socket that does not listen at all would end
/// the cluster, which polls it.
__attribute__((visibility("default"))) int listen(int descriptor, int backlog) {
  if (descriptor != listener || held >= 0) return next_listen()(descriptor, backlog);
  struct sockaddr_in nowhere = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  held = dup(descriptor);
  bool moved = held >= 0 && other >= 0 && next_bind()(other, (struct sockaddr *)&nowhere, sizeof nowhere) == 0 &&
               next_listen()(other, 1) == 0 && dup2(other, descriptor) == descriptor;
  if (other >= 0) close(other);
  return moved ? 0 : -1;
}
