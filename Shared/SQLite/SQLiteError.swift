import CSQLite

/// What SQLite said, with the statement at fault.
public struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The primary result code, `SQLITE_FULL` and the like.
  public let code: Int32
  /// The extended result code.
  public let extendedCode: Int32
  public let message: String
  public let sql: String?

  public var description: String {
    "SQLite \(extendedCode): \(message)" + (sql.map { " in «\($0.prefix(200))»" } ?? "")
  }

  /// A uniqueness or primary key constraint refused the row (SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY: macros with a
  /// shift, which Swift does not import).
  public var isDuplicate: Bool {
    extendedCode == 2067 || extendedCode == 1555
  }

  /// The disk has no room for it.
  public var isFull: Bool { code == SQLITE_FULL }

  /// The file could not be read or written: after one on commit the outcome is unknown until the store is reopened.
  public var isInputOutput: Bool { code == SQLITE_IOERR }

  public var isCorrupt: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }

  /// What was written is at fault, and would be again; anything else is the store's affair and may pass.
  public var isOfTheData: Bool {
    [SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE].contains(code)
  }

  public var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }
}
