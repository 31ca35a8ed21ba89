#include <sqlite3.h>
#include <stdio.h>

#include "benchmarks.h"

int bench_rows(const char *path, const char *report, double *seconds, int count) {
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  int done = -1;
  volatile sqlite3_int64 bytes = 0;
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(database, "SELECT * FROM answers INDEXED BY answers_rows WHERE report = ? ORDER BY number", -1,
                         &statement, NULL) != SQLITE_OK ||
      sqlite3_bind_text(statement, 1, report, -1, SQLITE_STATIC) != SQLITE_OK)
    goto out;
  int columns = sqlite3_column_count(statement);
  for (int index = 0; index < count; index++) {
    double begun = bench_seconds();
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
      for (int column = 0; column < columns; column++)
        if (sqlite3_column_type(statement, column) == SQLITE_INTEGER)
          bytes += sqlite3_column_int64(statement, column);
        else if (sqlite3_column_text(statement, column) != NULL)
          bytes += sqlite3_column_bytes(statement, column);
    if (code != SQLITE_DONE)
      goto out;
    sqlite3_reset(statement);
    seconds[index] = bench_seconds() - begun;
  }
  done = count;
out:
  if (done < 0)
    fprintf(stderr, "benchmark: the rows of %s cannot be read: %s\n", report, sqlite3_errmsg(database));
  sqlite3_finalize(statement);
  sqlite3_close_v2(database);
  return done;
}
