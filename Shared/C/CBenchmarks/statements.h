#pragma once
#include <pthread.h>
#include <sqlite3.h>

#include "benchmarks.h"

struct bench_value {
  int32_t size;
  int16_t parameter;
  /// 'n'ull, 'i'nteger, 'r'eal, 't'ext, 'b'lob.
  char kind;
  char padding;
};

struct bench_run {
  int text;
  int values;
  /// Where its values begin.
  size_t first;
};

struct bench_mark {
  size_t run, byte, begin;
};

struct bench_capture {
  pthread_mutex_t lock;
  int is_on;
  char **texts;
  size_t text_count, text_limit, last_text;
  struct bench_run *runs;
  size_t run_count, run_limit;
  /// The first run of each transaction.
  size_t *begins;
  size_t begin_count, begin_limit;
  /// Where the open transaction and the savepoints in it began: what is rolled back is not to be run again.
  struct bench_mark marks[16];
  size_t mark_count;
  char *bytes;
  size_t byte_count, byte_limit;
};

/// A connection that runs again what was captured. Each function gives 0, or -1 after it has told what is wrong.
struct bench_replayer {
  const struct bench_capture *capture;
  sqlite3 *database;
  sqlite3_stmt **statements;
};

int bench_replayer_open(struct bench_replayer *replayer, const struct bench_capture *capture, const char *path);
int bench_replayer_execute(struct bench_replayer *replayer, const char *sql);
/// Runs `first ..< end`.
int bench_replayer_run(struct bench_replayer *replayer, size_t first, size_t end);
void bench_replayer_close(struct bench_replayer *replayer);
