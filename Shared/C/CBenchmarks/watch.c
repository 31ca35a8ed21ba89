#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "benchmarks.h"

struct bench_watch {
  pthread_t thread;
  sqlite3 *database;
  sqlite3_stmt *statement;
  atomic_int stopping;
  atomic_size_t count;
  size_t limit;
  struct bench_sight *sights;
  sqlite3_int64 last;
};

static void *watch_store(void *context) {
  struct bench_watch *watch = context;
  while (!atomic_load(&watch->stopping)) {
    size_t count = atomic_load(&watch->count), first = count;
    sqlite3_bind_int64(watch->statement, 1, watch->last);
    while (count < watch->limit && sqlite3_step(watch->statement) == SQLITE_ROW) {
      watch->last = sqlite3_column_int64(watch->statement, 0);
      snprintf(watch->sights[count++].id, sizeof watch->sights->id, "%s", sqlite3_column_text(watch->statement, 1));
    }
    sqlite3_reset(watch->statement);
    double now = bench_seconds();
    for (; first < count; first++)
      watch->sights[first].seen = now;
    atomic_store(&watch->count, count);
    usleep(1000);
  }
  return NULL;
}

struct bench_watch *bench_watch_start(const char *path) {
  struct bench_watch *watch = calloc(1, sizeof *watch);
  watch->limit = 1 << 20;
  watch->sights = calloc(watch->limit, sizeof *watch->sights);
  if (sqlite3_open_v2(path, &watch->database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(watch->database, "SELECT rowid, customer_id FROM customers WHERE rowid > ? ORDER BY rowid", -1,
                         &watch->statement, NULL) != SQLITE_OK) {
    fprintf(stderr, "benchmark: %s: %s\n", path, sqlite3_errmsg(watch->database));
    return NULL;
  }
  sqlite3_busy_timeout(watch->database, 1000);
  pthread_create(&watch->thread, NULL, watch_store, watch);
  return watch;
}

size_t bench_watch_count(struct bench_watch *watch) { return atomic_load(&watch->count); }

const struct bench_sight *bench_watch_stop(struct bench_watch *watch, size_t *count) {
  atomic_store(&watch->stopping, 1);
  pthread_join(watch->thread, NULL);
  sqlite3_finalize(watch->statement);
  sqlite3_close(watch->database);
  *count = atomic_load(&watch->count);
  return watch->sights;
}

void bench_watch_free(struct bench_watch *watch) {
  free(watch->sights);
  free(watch);
}
