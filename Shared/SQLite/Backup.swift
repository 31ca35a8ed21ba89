import CSQLite

extension Database {
  /// Copies the whole database as it is at one moment into a new file, pages at a time, so that others may go on.
  /// Progress is given as pages copied and pages in all.
  public func backup(to path: String, progress: (Int, Int) -> Void = { _, _ in }) throws(SQLiteError) {
    let target = try Database(path: path)
    guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
      throw target.error(sqlite3_errcode(target.handle), "backup")
    }
    var code = SQLITE_OK
    while code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED {
      code = sqlite3_backup_step(backup, 1_000)
      let total = Int(sqlite3_backup_pagecount(backup))
      progress(total - Int(sqlite3_backup_remaining(backup)), total)
    }
    sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE else { throw target.error(code, "backup") }
  }

  /// What `PRAGMA integrity_check` finds wrong; empty when all is well.
  public func integrityProblems() throws -> [String] {
    try all("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" }
  }
}
