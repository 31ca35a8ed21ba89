import Kernel
import SQLite
import ServiceRuntime

/// What a list asks of columns: rows that hold a value; nil asks for nothing. As SQL and its values, behind those of a page.
struct ColumnFilter {
  private(set) var condition: String
  private var values: [any Bindable]

  init(_ columns: KeyValuePairs<String, String?>) {
    condition = columns.enumerated().map { " AND (?\($0 + 3) IS NULL OR \($1.key) = ?\($0 + 3))" }.joined()
    values = columns.map(\.value)
  }

  /// The same of the rows alone that are in a cut.
  init(_ columns: KeyValuePairs<String, String?>, _ belonging: Belonging, in cut: Visibility.Cut) {
    self.init(columns)
    condition += " AND \(belonging.condition(values.count + 3))"
    values += cut.values
  }

  func values(behind cursor: any Bindable, _ page: PageRequest) -> [any Bindable] { [cursor, page.rows] + values }
}

extension Database {
  /// A page of a table in the order of its key, of the rows whose columns hold what is asked for.
  public func page<Item>(
    _ page: PageRequest, of table: String, by key: String = "id", where columns: KeyValuePairs<String, String?>,
    read: (borrowing Row) throws -> Item
  ) throws -> [Item] {
    try self.page(page, of: table, by: key, ColumnFilter(columns), read: read)
  }

  /// The same of the rows alone that the caller sees.
  public func page<Item>(
    _ page: PageRequest, of table: String, by key: String = "id", where columns: KeyValuePairs<String, String?>,
    _ belonging: Belonging, for visibility: Visibility, read: (borrowing Row) throws -> Item
  ) throws -> [Item] {
    try self.page(page, of: table, by: key, ColumnFilter(columns, belonging, in: visibility.seen), read: read)
  }

  private func page<Item>(
    _ page: PageRequest, of table: String, by key: String, _ filter: ColumnFilter, read: (borrowing Row) throws -> Item
  ) throws -> [Item] {
    try all(
      "SELECT * FROM \(table) WHERE \(table).\(key) > ?1\(filter.condition) ORDER BY \(table).\(key) LIMIT ?2",
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

  /// In the order of ids, those that the caller sees and whose columns hold what is asked for.
  public func page(
    _ page: PageRequest, where columns: KeyValuePairs<String, String?>, for visibility: Visibility,
    in database: Database
  ) throws -> [State] {
    let filter = ColumnFilter(columns, belonging, in: visibility.seen)
    return try all(
      "WHERE id > ?1\(filter.condition) ORDER BY id LIMIT ?2", filter.values(behind: page.after, page), in: database)
  }

  /// The newest first, those that the caller sees and whose columns hold what is asked for.
  public func newest(
    _ page: PageRequest, where columns: KeyValuePairs<String, String?>, for visibility: Visibility,
    in database: Database
  ) throws -> [State] {
    let filter = ColumnFilter(columns, belonging, in: visibility.seen)
    return try all(
      "WHERE (?1 IS NULL OR id < ?1)\(filter.condition) ORDER BY id DESC LIMIT ?2",
      filter.values(behind: page.before, page), in: database)
  }
}
