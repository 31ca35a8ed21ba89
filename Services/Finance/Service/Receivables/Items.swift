import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// Receivables and credits in the store, as rules need them.
enum Items {
  private static let columns =
    "id, customer, order_id, salesperson, shop, open, currency, on_day, due_on, reopened_on"

  static func receivable(_ id: ID<Receivable>, in database: Database) throws -> OpenReceivable? {
    try receivables("id = ?", id.text, in: database).first
  }

  /// Those that a condition holds for, each with what is open of it day by day.
  static func receivables(_ condition: String, _ value: String, in database: Database) throws -> [OpenReceivable] {
    var items = try database.all(
      "SELECT \(columns) FROM receivables WHERE \(condition) ORDER BY due_on, on_day, id", value, read: read)
    for index in items.indices { items[index].course = try course(of: items[index].id, in: database) }
    return items
  }

  /// What a customer has open, oldest due first.
  static func open(of customer: ID<Customer>, in database: Database) throws -> [OpenReceivable] {
    try receivables("customer = ? AND open > 0", customer.text, in: database)
  }

  private static func course(of id: ID<Receivable>, in database: Database) throws -> OpenCourse {
    OpenCourse(
      try database.all(
        """
        SELECT on_day, amount FROM receivable_changes WHERE receivable = ?1
        UNION ALL SELECT on_day, -amount FROM allocations WHERE receivable = ?1
        """, id.text
      ) { (on: try day($0.text(0)), amount: $0.integer(1)) })
  }

  private static func read(_ row: borrowing Row) throws -> OpenReceivable {
    OpenReceivable(
      id: ID(row.text(0)), customerID: ID(row.text(1)), orderID: row.optionalText(2).map { ID($0) },
      salespersonID: row.optionalText(3).map { ID($0) }, shop: row.optionalText(4).map { ID($0) },
      open: try money(row.integer(5), row.text(6)), on: try day(row.text(7)), dueOn: try day(row.text(8)),
      reopenedOn: row.isNull(9) || row.text(9).isEmpty ? nil : try day(row.text(9)))
  }

  /// A customer's unallocated credit, oldest first.
  static func lots(of customer: ID<Customer>, in database: Database) throws -> [CreditLot] {
    try database.all(
      """
      SELECT credit, free_on, amount, currency FROM credit_lots WHERE customer = ? AND amount > 0
      ORDER BY free_on, credit
      """, customer.text, read: lot)
  }

  static func lots(ofCredit credit: String, in database: Database) throws -> [CreditLot] {
    try database.all(
      "SELECT credit, free_on, amount, currency FROM credit_lots WHERE credit = ? AND amount > 0 ORDER BY free_on",
      credit, read: lot)
  }

  private static func lot(_ row: borrowing Row) throws -> CreditLot {
    CreditLot(
      creditID: row.text(0), freeOn: try day(row.text(1)), amount: try money(row.integer(2), row.text(3)))
  }

  /// Allocations that a condition holds for, with what stands of each.
  static func allocations(
    _ condition: String, _ value: String, in database: Database
  ) throws -> [StandingAllocation] {
    try database.all(
      """
      SELECT id, credit, receivable, sum(amount), currency, max(CASE WHEN reversal = 0 THEN on_day END), max(on_day)
      FROM allocations WHERE \(condition) GROUP BY id ORDER BY id
      """, value
    ) {
      StandingAllocation(
        id: ID($0.text(0)), creditID: $0.text(1), receivableID: ID($0.text(2)),
        amount: try money($0.integer(3), $0.text(4)), on: try day($0.text(5)), lastOn: try day($0.text(6)))
    }
  }

  static func money(_ amount: Int64, _ code: String) throws -> Money { try Money(amount, Currency(code) ?? .cny) }

  static func day(_ text: String) throws -> BusinessDate {
    guard let day = BusinessDate(text) else { throw Problem.notFound(Localized(zh: "日期", en: "day"), text) }
    return day
  }

  /// `RC-2026-000012`, without gaps per year: taken in the transaction, from the table that `apply` writes.
  static func nextNumber(_ series: String, on day: BusinessDate, in database: Database) throws -> String {
    let year = day.parts.year
    let last =
      try database.first("SELECT last FROM number_series WHERE series = ? AND year = ?", series, year) { $0.int(0) }
      ?? 0
    let digits = String(last + 1)
    return "\(series)-\(year)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
  }
}
