#pragma once
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/signalfd.h>

/// The next listener that asks for any port of 127.0.0.1 gets this one (0: any), which refuses connections until
/// `broker_open_listener`. The mock cluster of librdkafka takes whatever port the kernel gives it and is open at once,
/// and has no setting for either.
void broker_hold_next_listener_at(uint16_t port);

/// False, with `errno`, where nothing is held or the port does not open.
bool broker_open_listener(void);

/// The next option of the command line: 'p'ort, 't'opics, 'c'ontrol-port, 'h'elp; '?' after a complaint about another;
/// -1 at the end. Here, because Swift has no C arrays of structs, and `optarg` is a variable that it holds for unsafe.
static inline int broker_next_option(int count, char *const *arguments) {
  static const struct option options[] = {{"port", required_argument, NULL, 'p'},
                                          {"topics", required_argument, NULL, 't'},
                                          {"control-port", required_argument, NULL, 'c'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  return getopt_long(count, arguments, "", options, NULL);
}
static inline const char *broker_option_argument(void) { return optarg; }
static inline int broker_option_index(void) { return optind; }

/// `stderr` is a variable as well.
static inline void broker_complain(const char *text) { fputs(text, stderr); }
