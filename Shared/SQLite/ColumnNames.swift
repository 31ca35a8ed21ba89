import CSQLite

/// The names of a statement's columns. Rows are mostly read in the order of their columns, so a search begins where the
/// last one ended and needs one comparison.
final class ColumnNames {
  private let names: [[UInt8]]
  private var next = 0

  init(_ statement: OpaquePointer) {
    names = (0..<sqlite3_column_count(statement)).map { column in
      sqlite3_column_name(statement, column).map { Array(String(cString: $0).utf8) } ?? []
    }
  }

  /// Nil where there is no column of that name.
  func index(of name: StaticString) -> Int32? {
    name.withUTF8Buffer { name in
      for step in 0..<names.count {
        let index = (next + step) % names.count
        guard names[index].count == name.count, names[index].elementsEqual(name) else { continue }
        next = index + 1
        return Int32(index)
      }
      return nil
    }
  }
}
