import JSON
import Kernel
import SQLite

/// Rows of any table as JSON: columns by their names, a document by its members.
enum StoredRows {
  /// What tells nothing of a person: what rows are found and sorted by.
  private static let internals: Set = ["customer", "customer_id", "name_key", "address_key", "place", "search", "part"]
  /// Columns that hold instants, in milliseconds since 1970.
  private static let instants: Set = ["at", "time"]

  static func all(
    _ table: String, _ condition: String, _ customer: some Bindable, _ limit: Int, in database: Database
  ) throws -> [JSON] {
    try database.all("SELECT * FROM \(table) WHERE \(condition) LIMIT ?2", customer, limit) { row in
      var members: [JSON.Member] = []
      var document: JSON?
      for column in 0..<row.columnCount {
        let name = row.columnName(column)
        guard !internals.contains(name), !isSecret(name) else { continue }
        let value = value(row.value(column), of: name)
        if name == "document", case .object = value {
          document = value
        } else if let value {
          members.append(.init(camelCase(name), value))
        }
      }
      guard case .object(let fields) = document else { return .object(members) }
      let known = Set(fields.map(\.key))
      return .object(fields.filter { !isSecret($0.key) } + members.filter { !known.contains($0.key) })
    }
  }

  /// Nil for NULL.
  private static func value(_ value: Value, of column: String) -> JSON? {
    switch value {
    case .null, .blob: nil
    case .integer(let number):
      instants.contains(column) ? .string(Instant(milliseconds: number).description) : JSON(number)
    case .real(let number): .number("\(number)")
    case .text(let text):
      text.hasPrefix("{") || text.hasPrefix("[")
        ? (try? JSON(parsing: Array(text.utf8))) ?? .string(text) : .string(text)
    }
  }

  /// What a link is known by.
  private static func isSecret(_ name: String) -> Bool { name.lowercased().hasSuffix("hash") }

  /// `order_id` as `orderId`.
  static func camelCase(_ name: String) -> String {
    let words = name.split(separator: "_")
    return (words.prefix(1).map(String.init) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() })
      .joined()
  }
}
