#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "benchmarks.h"

double bench_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

enum { buffer_size = 16384 };

struct connection {
  int descriptor;
  size_t filled;
  double due;
  char *request;
  char buffer[buffer_size];
};

struct run {
  const struct bench_load *load;
  struct bench_load_result *result;
  struct bench_answer *answers;
  size_t answer_limit;
  uint64_t number;
  int under_way;
};

static int open_connection(uint16_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    return -errno;
  int yes = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    int code = -errno;
    close(descriptor);
    return code;
  }
  return descriptor;
}

static int send_next(struct run *run, struct connection *connection, double due) {
  const struct bench_load *load = run->load;
  uint64_t number = run->number++;
  for (int digit = load->digits - 1; digit >= 0; digit--, number /= 10)
    connection->request[load->number_at + (size_t)digit] = (char)('0' + number % 10);
  connection->due = due;
  connection->filled = 0;
  run->under_way++;
  ssize_t sent = send(connection->descriptor, connection->request, load->request_size, MSG_NOSIGNAL);
  return sent == (ssize_t)load->request_size ? 0 : sent < 0 ? -errno : -EMSGSIZE;
}

/// The bytes of the answer at the beginning of the buffer, 0 while it is not whole.
static size_t whole(const char *buffer, size_t filled, const char **body) {
  const char *end = memmem(buffer, filled, "\r\n\r\n", 4);
  if (end == NULL)
    return 0;
  *body = end + 4;
  size_t head = (size_t)(*body - buffer), length = 0;
  const char *field = memmem(buffer, head, "Content-Length: ", 16);
  if (field != NULL)
    length = strtoul(field + 16, NULL, 10);
  return filled >= head + length ? head + length : 0;
}

static void note(struct run *run, struct connection *connection, const char *body, size_t size) {
  if (connection->filled < 12 || connection->buffer[9] != '2')
    run->result->refused++;
  size_t index = run->result->answered++;
  if (run->answers == NULL || index >= run->answer_limit)
    return;
  struct bench_answer *answer = &run->answers[index];
  answer->due = connection->due;
  answer->answered = bench_seconds();
  answer->id[0] = 0;
  const char *id = memmem(body, size, "\"customerId\":\"", 14);
  if (id == NULL || (size_t)(body + size - id) < 50)
    return;
  memcpy(answer->id, id + 14, 36);
  answer->id[36] = 0;
}

static int receive(struct run *run, struct connection *connection) {
  ssize_t count =
      recv(connection->descriptor, connection->buffer + connection->filled, buffer_size - connection->filled, 0);
  if (count <= 0)
    return count == 0 ? -ECONNRESET : errno == EAGAIN ? 0 : -errno;
  connection->filled += (size_t)count;
  const char *body;
  size_t size = whole(connection->buffer, connection->filled, &body);
  if (size == 0)
    return connection->filled == buffer_size ? -EMSGSIZE : 0;
  note(run, connection, body, size - (size_t)(body - connection->buffer));
  run->under_way--;
  return 1;
}

static int serve(struct run *run, struct connection *connections, struct connection **free_ones, int poller) {
  const struct bench_load *load = run->load;
  int free_count = 0, code = 0;
  double begun = bench_seconds(), end = begun + load->seconds;
  for (int index = 0; index < load->connections; index++) {
    if (load->rate > 0)
      free_ones[free_count++] = &connections[index];
    else if ((code = send_next(run, &connections[index], begun)) < 0)
      return code;
  }
  uint64_t due_count = 0;
  struct epoll_event events[64];
  for (;;) {
    double now = bench_seconds();
    int over = now >= end;
    double next = begun + (double)due_count / (load->rate > 0 ? load->rate : 1);
    if (load->rate > 0)
      while (!over && next <= now && free_count > 0) {
        if ((code = send_next(run, free_ones[--free_count], next)) < 0)
          return code;
        next = begun + (double)++due_count / load->rate;
      }
    if (over && run->under_way == 0)
      break;
    struct timespec pause = {1, 0};
    if (load->rate > 0 && free_count > 0 && !over) {
      double left = next > now ? next - now : 0;
      pause.tv_sec = (time_t)left;
      pause.tv_nsec = (long)((left - (double)pause.tv_sec) * 1e9);
    }
    int count = epoll_pwait2(poller, events, 64, &pause, NULL);
    for (int index = 0; index < count; index++) {
      struct connection *connection = events[index].data.ptr;
      if ((code = receive(run, connection)) < 0)
        return code;
      if (code == 0)
        continue;
      if (load->rate > 0)
        free_ones[free_count++] = connection;
      else if (!over && (code = send_next(run, connection, 0)) < 0)
        return code;
    }
  }
  run->result->seconds = bench_seconds() - begun;
  return 0;
}

int bench_load_run(const struct bench_load *load, struct bench_load_result *result, struct bench_answer *answers,
                   size_t answer_limit) {
  *result = (struct bench_load_result){0};
  struct run run = {load, result, answers, answer_limit, load->first_number, 0};
  struct connection *connections = calloc((size_t)load->connections, sizeof *connections);
  struct connection **free_ones = calloc((size_t)load->connections, sizeof *free_ones);
  int poller = epoll_create1(EPOLL_CLOEXEC), opened = 0, code = 0;
  for (; opened < load->connections && code >= 0; opened++) {
    struct connection *connection = &connections[opened];
    connection->descriptor = code = open_connection(load->port);
    if (code < 0)
      break;
    connection->request = malloc(load->request_size);
    memcpy(connection->request, load->request, load->request_size);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    epoll_ctl(poller, EPOLL_CTL_ADD, connection->descriptor, &event);
  }
  if (code >= 0)
    code = serve(&run, connections, free_ones, poller);
  for (int index = 0; index < opened; index++) {
    close(connections[index].descriptor);
    free(connections[index].request);
  }
  close(poller);
  free(connections);
  free(free_ones);
  return code;
}

int bench_get(uint16_t port, const char *path, const char *fields, char *body, size_t limit, size_t *size) {
  char text[buffer_size];
  int descriptor = open_connection(port);
  if (descriptor < 0)
    return descriptor;
  int length = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n", path, fields);
  int status = -EPROTO;
  size_t filled = 0;
  if (send(descriptor, text, (size_t)length, MSG_NOSIGNAL) == length) {
    // The head comes first; what follows it is the body, to the end of the connection.
    const char *end = NULL;
    ssize_t count = 0;
    size_t head = 0;
    while (end == NULL && head < sizeof text && (count = recv(descriptor, text + head, sizeof text - head, 0)) > 0) {
      head += (size_t)count;
      end = memmem(text, head, "\r\n\r\n", 4);
    }
    if (end != NULL) {
      status = atoi(text + 9);
      filled = head - (size_t)(end + 4 - text);
      if (filled > limit)
        filled = limit;
      memcpy(body, end + 4, filled);
      while (filled < limit && (count = recv(descriptor, body + filled, limit - filled, 0)) > 0)
        filled += (size_t)count;
    }
  }
  close(descriptor);
  *size = filled;
  return status;
}
