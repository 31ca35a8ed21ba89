#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The floors of the benchmarks, in C on the same libraries with nothing of ours in between, and the clients' load, which
// shares the machine with what it measures and so must cost little.

/// Seconds of a clock that never goes back.
double bench_seconds(void);

// MARK: Load

/// What clients send: one request, again and again.
struct bench_load {
  uint16_t port;
  int connections;
  /// The bytes of a request. The digits at `number_at` count up with each.
  const char *request;
  size_t request_size;
  size_t number_at;
  int digits;
  uint64_t first_number;
  double seconds;
  /// Requests per second, sent when they are due (open loop); 0 sends the next after the answer (closed loop).
  double rate;
};

/// One answer of an open loop.
struct bench_answer {
  /// When the request was due, and when its answer was read; `bench_seconds`.
  double due, answered;
  /// The body's first "customerId".
  char id[40];
};

struct bench_load_result {
  uint64_t answered;
  /// Answers whose status is not 2xx.
  uint64_t refused;
  double seconds;
};

/// Runs until the time is over and all answers are there. `answers` may be null. Negative: an errno.
int bench_load_run(const struct bench_load *load, struct bench_load_result *result, struct bench_answer *answers,
                   size_t answer_limit);

/// Asks for a path on a connection of its own, with further header lines, each with its line break. Gives the status, or a
/// negative errno; `size` bytes of the body, `limit` at most.
int bench_get(uint16_t port, const char *path, const char *fields, char *body, size_t limit, size_t *size);


// MARK: Statements

/// The statements that a writing connection ran, with what was bound to them.
struct bench_capture;

/// Listens to all connections that are opened for writing from now on in this process.
struct bench_capture *bench_capture_new(void);
/// From here on statements are kept, or not.
void bench_capture_switch(struct bench_capture *capture, int on);
/// Transactions and statements kept.
size_t bench_capture_transactions(const struct bench_capture *capture);
size_t bench_capture_statements(const struct bench_capture *capture);
/// No connection is listened to any more.
void bench_capture_end(struct bench_capture *capture);
void bench_capture_free(struct bench_capture *capture);

/// Runs what was captured on a store of the same schema, so many of the captured transactions in one, `FULL`, until the
/// time is over or nothing is left. Gives transactions per second; negative: an error, told on standard error.
double bench_replay(const struct bench_capture *capture, const char *path, int group, double seconds);

// MARK: Between a store and the log

/// Publishes an event journal from its beginning to its end: SQLite to librdkafka, the same settings, batches, headers
/// and cursor. Gives events per second until the last is acknowledged; negative: told on standard error.
double bench_publish(const char *path, const char *brokers, const char *topic, const char *source, int partitions);

/// Reads all partitions of these topics from their beginning, `records` of them, and runs what was captured beside them,
/// a thousand records a transaction: librdkafka to SQLite. Gives records per second, from the first to the last.
double bench_consume(const struct bench_capture *capture, const char *path, const char *brokers,
                     const char *const *topics, int topic_count, int partitions, size_t records);

/// The time that each of so many events takes from one store to another, alone on the way: commit, produce, fetch,
/// commit. `seconds` gets them; gives how many, or -1.
int bench_pass_on(const struct bench_capture *capture, const char *path, const char *other_path, const char *brokers,
                  const char *topic, double *seconds, int count);

// MARK: Many events out of few

/// Appends an event journal `copies` times to the empty one of another store, every copy with ids, phones and document
/// numbers of its own; events of the types given, and what they are about, stay one. Times keep their order. Gives the
/// number of events; negative: told on standard error.
long bench_multiply(const char *from, const char *to, int copies, const char *const *shared_types, int type_count);

// MARK: Rows of reports

/// Reads the rows of one report so often from the table `answers` (`Reports.swift`), by an index that has all columns.
/// `seconds` gets the time of each; gives how many, or -1 after it has told what is wrong.
int bench_rows(const char *path, const char *report, double *seconds, int count);

// MARK: Seeing what has arrived

/// A customer that a reader of reporting's store can see.
struct bench_sight {
  char id[40];
  double seen;
};

/// Looks into reporting's store every millisecond, on a thread of its own, for customers that were not there before.
struct bench_watch *bench_watch_start(const char *path);
/// How many were seen so far.
size_t bench_watch_count(struct bench_watch *watch);
/// Ends the thread; what was seen lives until `bench_watch_free`.
const struct bench_sight *bench_watch_stop(struct bench_watch *watch, size_t *count);
void bench_watch_free(struct bench_watch *watch);
