#include <ctype.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statements.h"

// What is kept: the text of each statement once, and a list of runs. A run names its statement; its values follow each
// other in one block of bytes, since there are millions.

static struct bench_capture *present;

static void *grown(void *block, size_t *limit, size_t needed, size_t size) {
  if (needed <= *limit)
    return block;
  *limit = needed * 2;
  return realloc(block, *limit * size);
}

static void put(struct bench_capture *capture, const void *bytes, size_t count) {
  capture->bytes = grown(capture->bytes, &capture->byte_limit, capture->byte_count + count, 1);
  memcpy(capture->bytes + capture->byte_count, bytes, count);
  capture->byte_count += count;
}

static void put_value(struct bench_capture *capture, int parameter, char kind, const void *bytes, size_t count) {
  struct bench_value value = {(int32_t)count, (int16_t)parameter, kind, 0};
  put(capture, &value, sizeof value);
  put(capture, bytes, count);
}

static int of_hex(char digit) { return digit <= '9' ? digit - '0' : (digit | 32) - 'a' + 10; }

/// Reads one literal of an expanded statement; gives what follows it.
static const char *take_literal(struct bench_capture *capture, int parameter, const char *text) {
  if (strncmp(text, "NULL", 4) == 0) {
    put_value(capture, parameter, 'n', "", 0);
    return text + 4;
  }
  if (*text == 'x' && text[1] == '\'') {
    const char *end = strchr(text + 2, '\'');
    size_t count = (size_t)(end - text - 2) / 2;
    char *bytes = malloc(count + 1);
    for (size_t index = 0; index < count; index++)
      bytes[index] = (char)(of_hex(text[2 + 2 * index]) << 4 | of_hex(text[3 + 2 * index]));
    put_value(capture, parameter, 'b', bytes, count);
    free(bytes);
    return end + 1;
  }
  if (*text == '\'') {
    char *bytes = malloc(strlen(text)), *next = bytes;
    for (text++; *text != 0; text++) {
      if (*text == '\'' && *++text != '\'')
        break;
      *next++ = *text;
    }
    put_value(capture, parameter, 't', bytes, (size_t)(next - bytes));
    free(bytes);
    return text;
  }
  char *end;
  sqlite3_int64 integer = strtoll(text, &end, 10);
  if (*end == '.' || *end == 'e') {
    double real = strtod(text, &end);
    put_value(capture, parameter, 'r', &real, sizeof real);
  } else {
    put_value(capture, parameter, 'i', &integer, sizeof integer);
  }
  return end;
}

/// The values that were bound: what stands in the expanded text where the template has a parameter.
static int take_values(struct bench_capture *capture, const char *text, const char *expanded) {
  int count = 0, largest = 0;
  while (*text != 0) {
    if (*text == '?') {
      int parameter = 0;
      for (text++; isdigit((unsigned char)*text); text++)
        parameter = parameter * 10 + (*text - '0');
      if (parameter == 0)
        parameter = largest + 1;
      if (parameter > largest)
        largest = parameter;
      expanded = take_literal(capture, parameter, expanded);
      count++;
    } else if (*text == '\'') {
      do
        text++, expanded++;
      while (*text != '\'' && *text != 0);
      if (*text != 0)
        text++, expanded++;
    } else {
      text++, expanded++;
    }
  }
  return count;
}

static int known(struct bench_capture *capture, const char *text) {
  // The same statements come again and again: look from the one that came after the last.
  for (size_t tried = 0; tried < capture->text_count; tried++) {
    size_t index = (capture->last_text + 1 + tried) % capture->text_count;
    if (strcmp(capture->texts[index], text) == 0)
      return (int)(capture->last_text = index);
  }
  capture->texts = grown(capture->texts, &capture->text_limit, capture->text_count + 1, sizeof *capture->texts);
  capture->texts[capture->text_count] = strdup(text);
  return (int)(capture->last_text = capture->text_count++);
}

static int is_of_transactions(const char *text) {
  static const char *const words[] = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA"};
  for (size_t index = 0; index < sizeof words / sizeof *words; index++)
    if (strncmp(text, words[index], strlen(words[index])) == 0)
      return 1;
  return 0;
}

static int starts(const char *text, const char *word) { return strncmp(text, word, strlen(word)) == 0; }

/// Keeps where transactions and savepoints begin, and forgets what they take back.
static void mark(struct bench_capture *capture, const char *sql) {
  if (starts(sql, "BEGIN") || starts(sql, "COMMIT") || (starts(sql, "ROLLBACK") && !starts(sql, "ROLLBACK TO"))) {
    if (starts(sql, "ROLLBACK") && capture->mark_count > 0) {
      capture->run_count = capture->marks[0].run;
      capture->byte_count = capture->marks[0].byte;
      capture->begin_count = capture->marks[0].begin;
    }
    capture->mark_count = 0;
  }
  if ((starts(sql, "BEGIN") || starts(sql, "SAVEPOINT")) &&
      capture->mark_count < sizeof capture->marks / sizeof *capture->marks)
    capture->marks[capture->mark_count++] =
        (struct bench_mark){capture->run_count, capture->byte_count, capture->begin_count};
  if (starts(sql, "ROLLBACK TO") && capture->mark_count > 0) {
    capture->run_count = capture->marks[capture->mark_count - 1].run;
    capture->byte_count = capture->marks[capture->mark_count - 1].byte;
  }
  if (starts(sql, "RELEASE") && capture->mark_count > 0)
    capture->mark_count--;
}

static int trace(unsigned kind, void *context, void *statement, void *text) {
  (void)kind;
  struct bench_capture *capture = context;
  // A trigger of a statement is told as a comment, with that statement once more.
  if (capture != present || !capture->is_on || starts(text, "--"))
    return 0;
  const char *sql = sqlite3_sql(statement);
  pthread_mutex_lock(&capture->lock);
  mark(capture, sql);
  if (strncmp(sql, "BEGIN", 5) == 0) {
    capture->begins = grown(capture->begins, &capture->begin_limit, capture->begin_count + 1, sizeof *capture->begins);
    capture->begins[capture->begin_count++] = capture->run_count;
  }
  if (!is_of_transactions(sql)) {
    struct bench_run run = {known(capture, sql), 0, capture->byte_count};
    char *expanded = sqlite3_expanded_sql(statement);
    run.values = take_values(capture, sql, expanded);
    sqlite3_free(expanded);
    capture->runs = grown(capture->runs, &capture->run_limit, capture->run_count + 1, sizeof *capture->runs);
    capture->runs[capture->run_count++] = run;
  }
  pthread_mutex_unlock(&capture->lock);
  return 0;
}

static int listen_to(sqlite3 *database, char **message, const struct sqlite3_api_routines *api) {
  (void)message, (void)api;
  if (present != NULL && sqlite3_db_readonly(database, "main") == 0)
    sqlite3_trace_v2(database, SQLITE_TRACE_STMT, trace, present);
  return SQLITE_OK;
}

struct bench_capture *bench_capture_new(void) {
  struct bench_capture *capture = calloc(1, sizeof *capture);
  pthread_mutex_init(&capture->lock, NULL);
  present = capture;
  sqlite3_auto_extension((void (*)(void))listen_to);
  return capture;
}

void bench_capture_switch(struct bench_capture *capture, int on) { capture->is_on = on; }

size_t bench_capture_transactions(const struct bench_capture *capture) { return capture->begin_count; }
size_t bench_capture_statements(const struct bench_capture *capture) { return capture->run_count; }

void bench_capture_end(struct bench_capture *capture) {
  capture->is_on = 0;
  if (present == capture)
    present = NULL;
}

void bench_capture_free(struct bench_capture *capture) {
  bench_capture_end(capture);
  for (size_t index = 0; index < capture->text_count; index++)
    free(capture->texts[index]);
  free(capture->texts);
  free(capture->runs);
  free(capture->begins);
  free(capture->bytes);
  free(capture);
}

static int failed(sqlite3 *database, const char *what) {
  fprintf(stderr, "benchmark: %s: %s\n", what, sqlite3_errmsg(database));
  return -1;
}

int bench_replayer_open(struct bench_replayer *replayer, const struct bench_capture *capture, const char *path) {
  *replayer = (struct bench_replayer){.capture = capture};
  if (sqlite3_open_v2(path, &replayer->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return failed(replayer->database, path);
  sqlite3 *database = replayer->database;
  const char *settings =
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
      "PRAGMA journal_size_limit = 4194304";
  if (sqlite3_exec(database, settings, NULL, NULL, NULL) != SQLITE_OK)
    return failed(database, settings);
  replayer->statements = calloc(capture->text_count, sizeof *replayer->statements);
  for (size_t index = 0; index < capture->text_count; index++)
    if (sqlite3_prepare_v3(database, capture->texts[index], -1, SQLITE_PREPARE_PERSISTENT, &replayer->statements[index],
                           NULL) != SQLITE_OK)
      return failed(database, capture->texts[index]);
  return 0;
}

int bench_replayer_execute(struct bench_replayer *replayer, const char *sql) {
  return sqlite3_exec(replayer->database, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(replayer->database, sql);
}

int bench_replayer_run(struct bench_replayer *replayer, size_t first, size_t end) {
  const struct bench_capture *capture = replayer->capture;
  for (size_t index = first; index < end; index++) {
    struct bench_run run = capture->runs[index];
    sqlite3_stmt *statement = replayer->statements[run.text];
    const char *bytes = capture->bytes + run.first;
    for (int count = 0; count < run.values; count++) {
      struct bench_value value;
      memcpy(&value, bytes, sizeof value);
      bytes += sizeof value;
      sqlite3_int64 integer;
      double real;
      switch (value.kind) {
      case 'n': sqlite3_bind_null(statement, value.parameter); break;
      case 'i':
        memcpy(&integer, bytes, sizeof integer);
        sqlite3_bind_int64(statement, value.parameter, integer);
        break;
      case 'r':
        memcpy(&real, bytes, sizeof real);
        sqlite3_bind_double(statement, value.parameter, real);
        break;
      case 't': sqlite3_bind_text(statement, value.parameter, bytes, value.size, SQLITE_STATIC); break;
      default: sqlite3_bind_blob(statement, value.parameter, bytes, value.size, SQLITE_STATIC); break;
      }
      bytes += value.size;
    }
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
      ;
    if (code != SQLITE_DONE)
      return failed(replayer->database, capture->texts[run.text]);
    sqlite3_reset(statement);
  }
  return 0;
}

void bench_replayer_close(struct bench_replayer *replayer) {
  for (size_t index = 0; replayer->statements != NULL && index < replayer->capture->text_count; index++)
    sqlite3_finalize(replayer->statements[index]);
  free(replayer->statements);
  sqlite3_close_v2(replayer->database);
}

double bench_replay(const struct bench_capture *capture, const char *path, int group, double seconds) {
  struct bench_replayer replayer;
  int code = bench_replayer_open(&replayer, capture, path);
  double begun = bench_seconds(), elapsed = 0;
  size_t done = 0;
  while (code == 0 && done < capture->begin_count && elapsed < seconds) {
    size_t last = done + (size_t)group;
    if (last > capture->begin_count)
      last = capture->begin_count;
    code = bench_replayer_execute(&replayer, "BEGIN IMMEDIATE");
    if (code == 0)
      code = bench_replayer_run(&replayer, capture->begins[done],
                                last < capture->begin_count ? capture->begins[last] : capture->run_count);
    if (code == 0)
      code = bench_replayer_execute(&replayer, "COMMIT");
    done = last;
    elapsed = bench_seconds() - begun;
  }
  bench_replayer_close(&replayer);
  return code == 0 ? (double)done / elapsed : -1;
}
