import CSQLite
import Glibc

/// The present row of a running statement; valid only inside the closure that it was given to. Columns count from 0.
public struct Row: ~Copyable {
  let statement: OpaquePointer
  let columns: ColumnNames

  init(_ statement: OpaquePointer, _ columns: ColumnNames) {
    self.statement = statement
    self.columns = columns
  }

  public var columnCount: Int { Int(sqlite3_column_count(statement)) }

  public func columnName(_ column: Int) -> String {
    sqlite3_column_name(statement, Int32(column)).map { String(cString: $0) } ?? ""
  }

  public func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

  /// The integer of that column; 0 for null.
  public func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

  public func int(_ column: Int) -> Int { Int(integer(column)) }

  public func bool(_ column: Int) -> Bool { integer(column) != 0 }

  public func double(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

  /// The text of that column; empty for null.
  public func text(_ column: Int) -> String {
    guard let start = sqlite3_column_text(statement, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Whether the text of that column, empty for null, is this one. Makes no text of it.
  public func holds(_ text: String, _ column: Int) -> Bool {
    guard let start = sqlite3_column_text(statement, Int32(column)) else { return text.isEmpty }
    let found = UnsafeBufferPointer(start: start, count: byteCount(column))
    return text.utf8.withContiguousStorageIfAvailable {
      $0.count == found.count && memcmp($0.baseAddress ?? start, start, found.count) == 0
    } ?? text.utf8.elementsEqual(found)
  }

  /// The bytes of a blob or a text; empty for null.
  public func bytes(_ column: Int) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
  }

  /// How many bytes a blob or a text has; 0 for null.
  public func byteCount(_ column: Int) -> Int { Int(sqlite3_column_bytes(statement, Int32(column))) }

  /// Adds the bytes of a blob or a text to others; none for null.
  public func append(_ column: Int, to bytes: inout [UInt8]) {
    guard let start = sqlite3_column_blob(statement, Int32(column)) else { return }
    bytes.append(
      contentsOf: UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
  }

  public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
  public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  public func optionalBytes(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

  public func value(_ column: Int) -> Value {
    switch sqlite3_column_type(statement, Int32(column)) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: .real(double(column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(bytes(column))
    default: .null
    }
  }
}
