import Kernel

/// A table of a snapshot: what analysts build on, by stable names, made of the store's own tables
/// (`Services/Reporting/README.md#snapshots`).
struct AnalyticsView: Sendable {
  /// Counts up where a view or a column is renamed, taken away or given another meaning; more of either changes nothing.
  static let version = 1

  /// `analytics_cash`
  let name: String
  /// What a row is.
  let about: Localized
  /// Whether the first column is of one row each.
  let isKeyed: Bool
  /// In their order, with what each is of the store's tables.
  let columns: [(column: AnalyticsColumn, expression: String)]
  /// What stands behind FROM.
  let rows: String

  init(
    _ name: String, zh: String, en: String, isKeyed: Bool = false, _ columns: [(AnalyticsColumn, String)],
    from rows: String
  ) {
    self.name = "analytics_\(name)"
    about = Localized(zh: zh, en: en)
    self.isKeyed = isKeyed
    self.columns = columns.map { (column: $0.0, expression: $0.1) }
    self.rows = rows
  }

  /// Those of people's work first, then what codes mean.
  static let all = ofLeads + ofSales + ofMoney + ofService + ofNames

  /// Its columns as they stand in the file: money twice.
  var fields: [AnalyticsField] { columns.flatMap { $0.column.fields } }

  /// `CREATE TABLE`; types are those by which DuckDB knows days and instants.
  func creation(in schema: String) -> String {
    let columns = fields.enumerated().map { index, field in
      "\(field.name) \(field.type)\(index == 0 && isKeyed ? " PRIMARY KEY" : "")"
    }
    return "CREATE TABLE \(schema).\(name) (\(columns.joined(separator: ", ")))"
  }

  /// All rows, in the order of the columns.
  var query: String {
    let currency = columns.first { $0.column.name == AnalyticsColumn.currency.name }?.expression ?? "'CNY'"
    let values = columns.flatMap { $0.column.values(of: $0.expression, in: currency) }
    return "SELECT \(values.joined(separator: ", ")) FROM \(rows)"
  }
}

/// A column as it stands in the file.
struct AnalyticsField: Sendable {
  let name: String
  let type: String
  let meaning: Localized
}
