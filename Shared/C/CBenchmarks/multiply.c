#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "benchmarks.h"

enum { id_size = 36, id_limit = 4096 };

/// Ids of what all copies share: shops, partners, campaigns.
static char shared[id_limit][id_size + 1];
static int shared_count;

static int is_id(const char *text) {
  for (int index = 0; index < id_size; index++) {
    int dash = index == 8 || index == 13 || index == 18 || index == 23;
    if (dash ? text[index] != '-' : !isxdigit((unsigned char)text[index]))
      return 0;
  }
  return 1;
}

static int is_shared(const char *id) {
  for (int index = 0; index < shared_count; index++)
    if (memcmp(shared[index] + 20, id + 20, 16) == 0 && memcmp(shared[index], id, 20) == 0)
      return 1;
  return 0;
}

static int digits(const char *text, const char *end, int count) {
  if (end - text < count)
    return 0;
  for (int index = 0; index < count; index++)
    if (!isdigit((unsigned char)text[index]))
      return 0;
  return 1;
}

static void put_number(char *out, int number) {
  out[0] = (char)('0' + number / 10);
  out[1] = (char)('0' + number % 10);
}

/// Writes a text with the names of that copy; they are as long as the old ones.
static void rename_in(char *text, size_t size, int copy) {
  static const char hex[] = "0123456789abcdef";
  char *end = text + size;
  for (char *place = text; place < end; place++) {
    // 019f3a10-....-7...: an id.
    if (end - place >= id_size && place[8] == '-' && place[14] == '7' && is_id(place)) {
      if (!is_shared(place)) {
        int last = (place[34] <= '9' ? place[34] - '0' : place[34] - 'a' + 10) << 4 |
                   (place[35] <= '9' ? place[35] - '0' : place[35] - 'a' + 10);
        last ^= copy;
        place[34] = hex[last >> 4 & 15];
        place[35] = hex[last & 15];
      }
      place += id_size - 1;
    } else if (*place == '1' && digits(place, end, 11) && place[1] == '3' && place[2] == '8' && place[3] == '0' &&
               place[4] == '0' && (place + 11 == end || !isdigit((unsigned char)place[11]))) {
      // 13800xxxxxx: a phone.
      put_number(place + 3, copy);
      place += 10;
    } else if (*place == '-' && end - place >= 12 && digits(place + 1, end, 4) && place[5] == '-' &&
               digits(place + 6, end, 6) && place[6] == '0' && place[7] == '0') {
      // SO-2026-00xxxx: a number of a document.
      put_number(place + 6, copy);
      place += 11;
    } else if (*place == 'X' && end - place >= 10 && place[1] == 'S' && digits(place + 2, end, 8)) {
      // XS20260825-193: a number of the ERP.
      put_number(place + 4, (copy + 26) % 100);
      place += 9;
    } else if (*place == 'K' && end - place >= 7 && place[1] == '-' && digits(place + 2, end, 5)) {
      put_number(place + 2, (copy + 10) % 100);
      place += 6;
    }
  }
}

static unsigned stream_of(const char *key, size_t size) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t index = 0; index < size; index++)
    hash = (hash ^ (unsigned char)key[index]) * 0x100000001b3u;
  return (unsigned)(hash % 256);
}

static int is_one_of(const char *type, const char *const *types, int count) {
  for (int index = 0; index < count; index++)
    if (strcmp(type, types[index]) == 0)
      return 1;
  return 0;
}

static void bind_renamed(sqlite3_stmt *to, int column, sqlite3_stmt *from, int copy, int blob) {
  int size = sqlite3_column_bytes(from, column);
  if (sqlite3_column_type(from, column) == SQLITE_NULL) {
    sqlite3_bind_null(to, column);
    return;
  }
  char *text = malloc((size_t)size + 1);
  memcpy(text, sqlite3_column_blob(from, column), (size_t)size);
  if (copy > 0)
    rename_in(text, (size_t)size, copy);
  if (blob)
    sqlite3_bind_blob(to, column, text, size, free);
  else
    sqlite3_bind_text(to, column, text, size, free);
}

static long failed(sqlite3 *database) {
  fprintf(stderr, "benchmark: the events cannot be multiplied: %s\n", sqlite3_errmsg(database));
  return -1;
}

long bench_multiply(const char *from_path, const char *to_path, int copies, const char *const *types, int type_count) {
  sqlite3 *from, *to;
  sqlite3_stmt *read, *write;
  if (sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    return failed(from);
  if (sqlite3_open_v2(to_path, &to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    return failed(to);
  if (sqlite3_prepare_v2(from,
                         "SELECT position, stream, number, id, type, key, subject, time, correlationid, causationid, actor, "
                         "traceparent, tracestate, data FROM event_journal ORDER BY position",
                         -1, &read, NULL) != SQLITE_OK)
    return failed(from);
  if (sqlite3_exec(to, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(to,
                         "INSERT INTO event_journal (stream, number, id, type, key, subject, time, correlationid, "
                         "causationid, actor, traceparent, tracestate, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         -1, &write, NULL) != SQLITE_OK)
    return failed(to);
  while (sqlite3_step(read) == SQLITE_ROW)
    if (is_one_of((const char *)sqlite3_column_text(read, 4), types, type_count) && shared_count < id_limit &&
        sqlite3_column_bytes(read, 6) == id_size)
      memcpy(shared[shared_count++], sqlite3_column_text(read, 6), id_size);
  sqlite3_reset(read);
  long count = 0;
  sqlite3_int64 numbers[256] = {0}, clock = 0;
  while (sqlite3_step(read) == SQLITE_ROW) {
    int once = is_one_of((const char *)sqlite3_column_text(read, 4), types, type_count);
    for (int copy = 0; copy < (once ? 1 : copies); copy++) {
      for (int column = 3; column < 14; column++)
        if (column == 4 || column == 10)
          sqlite3_bind_text(write, column, (const char *)sqlite3_column_text(read, column), -1, SQLITE_TRANSIENT);
        else if (column != 7)
          bind_renamed(write, column, read, copy, column == 13);
      char key[1024];
      size_t size = (size_t)sqlite3_column_bytes(read, 5);
      memcpy(key, sqlite3_column_text(read, 5), size);
      if (copy > 0)
        rename_in(key, size, copy);
      unsigned stream = stream_of(key, size);
      clock = sqlite3_column_int64(read, 7);
      sqlite3_bind_int64(write, 7, clock);
      sqlite3_bind_int64(write, 1, stream);
      sqlite3_bind_int64(write, 2, ++numbers[stream]);
      if (sqlite3_step(write) != SQLITE_DONE)
        return failed(to);
      sqlite3_reset(write);
      count++;
    }
  }
  char text[256];
  for (int stream = 0; stream < 256; stream++) {
    snprintf(text, sizeof text, "INSERT INTO streams SELECT %d, %lld WHERE %lld > 0", stream, numbers[stream], numbers[stream]);
    if (sqlite3_exec(to, text, NULL, NULL, NULL) != SQLITE_OK)
      return failed(to);
  }
  snprintf(text, sizeof text, "UPDATE log_state SET clock = %lld; COMMIT", clock);
  sqlite3_finalize(read);
  sqlite3_finalize(write);
  if (sqlite3_exec(to, text, NULL, NULL, NULL) != SQLITE_OK)
    return failed(to);
  sqlite3_close(from);
  sqlite3_close(to);
  return count;
}
