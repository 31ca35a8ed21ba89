#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdlib.h>

#include "route.h"

struct route {
  struct MHD_Daemon *daemon;
  struct MHD_Response *response;
};

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *body, size_t *body_size, void **request) {
  (void)url, (void)method, (void)version, (void)body;
  struct route *route = context;
  // The first call brings the head alone, as it does to ours.
  if (*request == NULL) {
    *request = route;
    return MHD_YES;
  }
  *body_size = 0;
  return MHD_queue_response(connection, 200, route->response);
}

void *bench_route_start(uint16_t *port) {
  struct route *route = malloc(sizeof *route);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  route->response = MHD_create_response_from_buffer(2, "ok", MHD_RESPMEM_PERSISTENT);
  route->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, route, MHD_OPTION_SOCK_ADDR,
                                   &address, MHD_OPTION_CONNECTION_LIMIT, 1024u, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                   MHD_OPTION_END);
  if (route->daemon == NULL) {
    MHD_destroy_response(route->response);
    free(route);
    return NULL;
  }
  *port = MHD_get_daemon_info(route->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
  return route;
}

void bench_route_stop(void *context) {
  struct route *route = context;
  MHD_stop_daemon(route->daemon);
  MHD_destroy_response(route->response);
  free(route);
}
