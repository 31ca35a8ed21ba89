import CSQLite

/// Columns by name. What is not of the type that is asked for, NULL included, throws `CorruptRow`.
extension Row {
  public func integer(_ name: StaticString) throws -> Int64 {
    let column = try self.column(name)
    guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else { throw corrupt(name) }
    return sqlite3_column_int64(statement, column)
  }

  public func int(_ name: StaticString) throws -> Int { Int(try integer(name)) }

  public func bool(_ name: StaticString) throws -> Bool {
    switch try integer(name) {
    case 0: false
    case 1: true
    default: throw corrupt(name)
    }
  }

  public func double(_ name: StaticString) throws -> Double {
    let column = try self.column(name)
    let type = sqlite3_column_type(statement, column)
    guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw corrupt(name) }
    return sqlite3_column_double(statement, column)
  }

  public func text(_ name: StaticString) throws -> String {
    let column = try self.column(name)
    guard sqlite3_column_type(statement, column) == SQLITE_TEXT else { throw corrupt(name) }
    return text(Int(column))
  }

  /// The bytes of a text or a blob.
  public func bytes(_ name: StaticString) throws -> [UInt8] {
    let column = try self.column(name)
    let type = sqlite3_column_type(statement, column)
    guard type == SQLITE_TEXT || type == SQLITE_BLOB else { throw corrupt(name) }
    return bytes(Int(column))
  }

  public func isNull(_ name: StaticString) throws -> Bool {
    sqlite3_column_type(statement, try column(name)) == SQLITE_NULL
  }

  public func optionalInteger(_ name: StaticString) throws -> Int64? { try isNull(name) ? nil : integer(name) }
  public func optionalInt(_ name: StaticString) throws -> Int? { try isNull(name) ? nil : int(name) }
  public func optionalText(_ name: StaticString) throws -> String? { try isNull(name) ? nil : text(name) }

  /// What to throw for a column whose value the caller cannot read.
  public func corrupt(_ name: StaticString) -> CorruptRow {
    guard let index = columns.index(of: name) else {
      return CorruptRow(table: "the query", column: "\(name)", value: "there is no such column")
    }
    let table = sqlite3_column_table_name(statement, index).map { String(cString: $0) }
    return CorruptRow(
      table: table ?? "the query", column: "\(name)",
      value: sqlite3_column_type(statement, index) == SQLITE_NULL ? "NULL" : text(Int(index)))
  }

  private func column(_ name: StaticString) throws -> Int32 {
    guard let index = columns.index(of: name) else { throw corrupt(name) }
    return index
  }
}
