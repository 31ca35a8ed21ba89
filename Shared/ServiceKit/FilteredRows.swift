import Kernel
import SQLite
import ServiceRuntime

/// What a list asks of columns: rows that hold a value; nil asks for nothing. As SQL and its values, behind those of a page.
struct ColumnFilter {
  let condition: String
  private let values: [any Bindable]

  init(_ columns: KeyValuePairs<String, String?>) {
    condition = columns.enumerated().map { " AND (?\($0 + 3) IS NULL OR \($1.key) = ?\($0 + 3))" }.joined()
    values = columns.map(\.value)
  }

  func values(behind cursor: any Bindable, _ page: PageRequest) -> [any Bindable] { [cursor, page.rows] + values }
}

extension Database {
  /// A page of a table in the order of its key, of the rows whose columns hold what is asked for.
  public func page<Item>(
    _ page: PageRequest, of table: String, by key: String = "id", where columns: KeyValuePairs<String, String?>,
    read: (borrowing Row) throws -> Item
  ) throws -> [Item] {
    let filter = ColumnFilter(columns)
    return try all(
      "SELECT * FROM \(table) WHERE \(key) > ?1\(filter.condition) ORDER BY \(key) LIMIT ?2",
      filter.values(behind: page.after, page), read: read)
  }
}

extension DocumentTable {
  /// In the order of ids, those whose columns hold what is asked for.
  public func page(
    _ page: PageRequest, where columns: KeyValuePairs<String, String?>, in database: Database
  ) throws -> [State] {
    let filter = ColumnFilter(columns)
    return try all(
      "WHERE id > ?1\(filter.condition) ORDER BY id LIMIT ?2", filter.values(behind: page.after, page), in: database)
  }

  /// The newest first, those whose columns hold what is asked for.
  public func newest(
    _ page: PageRequest, where columns: KeyValuePairs<String, String?>, in database: Database
  ) throws -> [State] {
    let filter = ColumnFilter(columns)
    return try all(
      "WHERE (?1 IS NULL OR id < ?1)\(filter.condition) ORDER BY id DESC LIMIT ?2",
      filter.values(behind: page.before, page), in: database)
  }
}
