import CSQLite

/// One connection. It belongs to one thread at a time (it is opened without SQLite's own mutex), which the type system
/// sees to: it is not Sendable, so it lives inside a lock or on one thread.
public final class Database {
  public enum Mode: Sendable {
    case readWrite
    case readOnly
    /// Gone with the connection.
    case memory
  }

  let handle: OpaquePointer
  /// What the log holds since somebody follows it; nil while nobody does.
  var followedLog: FollowedLog?
  private var statements: [String: Statement] = [:]
  /// The same by where the text stands in memory, which for a literal is always one place: hashing a long text costs
  /// more than many a statement. Texts whose addresses end alike take turns.
  private var byAddress = [Statement?](repeating: nil, count: 1 << 10)

  private final class Statement {
    let handle: OpaquePointer
    let sql: String
    var isRunning = false
    /// Kept for the next run.
    var isCached = true
    private(set) lazy var columns = ColumnNames(handle)

    init(_ handle: OpaquePointer, _ sql: String) {
      self.handle = handle
      self.sql = sql
    }
  }

  /// SQLite's count of the memory that it has, which nobody asks for, takes a lock at every piece of it.
  private static let countsNoMemory = joinery_count_no_memory()

  /// Opens the file, and creates it when it may write; waits up to `busyMilliseconds` for locks of others.
  public init(path: String, mode: Mode = .readWrite, busyMilliseconds: Int32 = 5_000) throws(SQLiteError) {
    let flags =
      switch mode {
      case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .readOnly: SQLITE_OPEN_READONLY
      case .memory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_URI
      }
    _ = Self.countsNoMemory
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(
      path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
      sqlite3_close_v2(opened)
      throw SQLiteError(code: code & 0xff, extendedCode: code, message: "\(message): \(path)", sql: nil)
    }
    handle = opened
    sqlite3_busy_timeout(opened, busyMilliseconds)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement.handle) }
    sqlite3_close_v2(handle)
  }

  /// Runs statements without parameters, several in one text.
  public func execute(_ sql: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code, sql) }
  }

  /// Runs one statement that gives no rows; gives how many rows it changed.
  @discardableResult
  public func run(_ sql: String, _ values: (any Bindable)...) throws(SQLiteError) -> Int {
    try run(sql, values)
  }

  @discardableResult
  public func run(_ sql: String, _ values: [any Bindable]) throws(SQLiteError) -> Int {
    let statement = try prepared(sql, values)
    defer { reset(statement) }
    let code = sqlite3_step(statement.handle)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw error(code, sql) }
    return Int(sqlite3_changes64(handle))
  }

  /// All rows of a query, each read by the closure.
  public func all<Result>(
    _ sql: String, _ values: (any Bindable)..., read: (borrowing Row) throws -> Result
  ) throws -> [Result] {
    try all(sql, values, read: read)
  }

  public func all<Result>(
    _ sql: String, _ values: [any Bindable], read: (borrowing Row) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    try each(sql, values) { row in results.append(try read(row)) }
    return results
  }

  /// The first row of a query, or nil.
  public func first<Result>(
    _ sql: String, _ values: (any Bindable)..., read: (borrowing Row) throws -> Result
  ) throws -> Result? {
    let statement = try prepared(sql, values)
    defer { reset(statement) }
    return try step(statement, sql) ? try read(Row(statement.handle, statement.columns)) : nil
  }

  /// Whether a query has a row.
  public func exists(_ sql: String, _ values: (any Bindable)...) throws(SQLiteError) -> Bool {
    try exists(sql, values)
  }

  public func exists(_ sql: String, _ values: [any Bindable]) throws(SQLiteError) -> Bool {
    let statement = try prepared(sql, values)
    defer { reset(statement) }
    return try step(statement, sql)
  }

  /// Hands each row of a query to the closure, without keeping them.
  public func each(_ sql: String, _ values: [any Bindable] = [], body: (borrowing Row) throws -> Void) throws {
    let statement = try prepared(sql, values)
    defer { reset(statement) }
    while try step(statement, sql) { try body(Row(statement.handle, statement.columns)) }
  }

  /// Makes another database's tables readable under a name of their own; only for connections in memory.
  public func attachReadOnly(_ path: String, as name: String) throws(SQLiteError) {
    try run("ATTACH DATABASE ? AS \(name)", "file:\(path)?mode=ro")
  }

  /// Makes a file that is not there yet and fills it under a name of its own; only for connections in memory.
  public func attachNew(_ path: String, as name: String) throws(SQLiteError) {
    try run("ATTACH DATABASE ? AS \(name)", "file:\(path)?mode=rwc")
  }

  /// The rowid of the last row inserted.
  public var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// False outside of a transaction: also after an error inside of one that made SQLite roll all of it back.
  public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Copies the log back into the file and shortens it. Only for the connection that writes
  /// (`Shared/Messaging/README.md#facts-about-sqlite`).
  public func checkpoint() throws(SQLiteError) {
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else { throw error(code, "checkpoint") }
  }

  private func step(_ statement: Statement, _ sql: String) throws(SQLiteError) -> Bool {
    switch sqlite3_step(statement.handle) {
    case SQLITE_ROW: true
    case SQLITE_DONE: false
    case let code: throw error(code, sql)
    }
  }

  private func prepared(_ sql: String, _ values: [any Bindable]) throws(SQLiteError) -> Statement {
    let statement = try statement(of: sql)
    statement.isRunning = true
    // By their places: a loop over the values themselves copies each first.
    for index in values.indices {
      let code = bind(values[index].databaseValue, to: statement.handle, at: Int32(index + 1))
      guard code == SQLITE_OK else {
        reset(statement)
        throw error(code, sql)
      }
    }
    return statement
  }

  /// Texts of up to 15 bytes have no place of their own.
  private static let shortText = 15

  private func statement(of sql: String) throws(SQLiteError) -> Statement {
    let slot =
      sql.utf8.count > Self.shortText
      ? sql.utf8.withContiguousStorageIfAvailable { Int(bitPattern: $0.baseAddress) / 16 % byAddress.count } : nil
    if let slot, let known = byAddress[slot], !known.isRunning, known.sql == sql { return known }
    let known = statements[sql]
    if let known, !known.isRunning {
      if let slot { byAddress[slot] = known }
      return known
    }
    var made: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
    guard code == SQLITE_OK, let made else { throw error(code, sql) }
    let statement = Statement(made, sql)
    if known == nil {
      statements[sql] = statement
      if let slot { byAddress[slot] = statement }
    } else {
      // One that is still running (a query inside the closure of the same query) gets a twin for the time being.
      statement.isCached = false
    }
    return statement
  }

  private func bind(_ value: Value, to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch value {
    case .null: sqlite3_bind_null(statement, index)
    case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
    case .real(let real): sqlite3_bind_double(statement, index, real)
    case .text(var text):
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          // An empty text has no address, and a null address would bind NULL.
          characters.baseAddress.map { joinery_bind_text(statement, index, $0, Int32(characters.count)) }
            ?? joinery_bind_text(statement, index, "", 0)
        }
      }
    case .blob(let blob):
      blob.withUnsafeBytes { bytes in
        bytes.baseAddress.map { joinery_bind_blob(statement, index, $0, Int32(bytes.count)) }
          ?? sqlite3_bind_zeroblob(statement, index, 0)
      }
    }
  }

  /// Ends a run of a statement and keeps it for the next one with the same text.
  private func reset(_ statement: Statement) {
    sqlite3_reset(statement.handle)
    sqlite3_clear_bindings(statement.handle)
    statement.isRunning = false
    if !statement.isCached { sqlite3_finalize(statement.handle) }
  }

  func error(_ code: Int32, _ sql: String?) -> SQLiteError {
    let extended = sqlite3_extended_errcode(handle)
    return SQLiteError(
      code: code & 0xff, extendedCode: extended & 0xff == code & 0xff ? extended : code,
      message: String(cString: sqlite3_errmsg(handle)), sql: sql)
  }
}
