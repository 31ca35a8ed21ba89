import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// What is open by age at a day (D5): only documents and allocations dated up to it count, each instalment by the due
/// date that it had then; unallocated credit stands apart (`Services/Finance/README.md#aging`).
enum Aging {
  enum Grouping: String, CaseIterable, Sendable {
    case customer, salesperson, shop
  }

  /// A row in the columns of the report.
  struct Row: Codable, Sendable {
    /// The customer's id, or the code of the salesperson or the shop; `none` without one.
    var key: String
    /// Where the rows are customers.
    var customerId: ID<Customer>?
    var notDue: Money
    var days1to30: Money
    var days31to60: Money
    var days61to90: Money
    var days91to180: Money
    var over180: Money
    var total: Money
    var unallocated: Money
    /// Whose money is counted: `own`, `shop` or `all`.
    var scope: String
  }

  private struct Key: Hashable, Comparable {
    var key: String
    var currency: Currency

    static func < (left: Key, right: Key) -> Bool {
      (left.key, left.currency.code) < (right.key, right.currency.code)
    }
  }

  static func rows(
    asOf day: BusinessDate, by grouping: Grouping = .customer, customer: String? = nil, for visibility: Visibility,
    in database: Database
  ) throws -> [Row] {
    try rowsWithOldest(asOf: day, by: grouping, customer: customer, for: visibility, in: database).map(\.row)
  }

  /// With the earliest due date of what is open of each.
  static func rowsWithOldest(
    asOf day: BusinessDate, by grouping: Grouping = .customer, customer: String? = nil, for visibility: Visibility,
    in database: Database
  ) throws -> [(row: Row, oldest: BusinessDate?)] {
    let columns =
      switch grouping {
      case .customer: ("r.customer", "c.customer")
      case .salesperson: ("coalesce(r.salesperson, 'none')", "coalesce(p.salesperson, 'none')")
      case .shop: ("coalesce(r.shop, 'none')", "'none'")
      }
    let whose = customer == nil ? "?2 IS NULL" : "customer = ?2"
    var sums: [Key: AgingSums] = [:]
    try database.each(
      """
      SELECT \(columns.0) AS key, r.currency, r.due, sum(r.open) AS open FROM \(Receivables.openAt(ofCustomer: customer != nil))
      WHERE \(Belonging.receivables(as: "r").condition(3)) GROUP BY 1, 2, 3
      """, [day, customer] + visibility.seen.values
    ) { found in
      let open = try found.money("open")
      let key = Key(key: try found.text("key"), currency: open.currency)
      sums[key, default: AgingSums()].add(open.amount, due: try found.date("due"), asOf: day)
    }
    // What is unallocated now, less what has moved since.
    try database.each(
      """
      SELECT \(columns.1) AS key, c.currency, sum(c.amount) AS unallocated FROM (
        SELECT customer, currency, credit, amount FROM credit_lots WHERE \(whose)
        UNION ALL SELECT customer, currency, credit, -amount FROM credit_changes WHERE on_day > ?1 AND \(whose)
        UNION ALL SELECT customer, currency, credit, amount FROM allocations WHERE on_day > ?1 AND \(whose)) c
      LEFT JOIN receipts p ON p.id = c.credit
      WHERE \(Belonging.credit("c.credit").condition(3))
      GROUP BY 1, 2 HAVING sum(c.amount) != 0
      """, [day, customer] + visibility.seen.values
    ) { found in
      let unallocated = try found.money("unallocated")
      let key = Key(key: try found.text("key"), currency: unallocated.currency)
      sums[key, default: AgingSums()].unallocated = unallocated.amount
    }
    return try sums.sorted { $0.key < $1.key }.map {
      (try row($0.key.key, $0.key.currency, $0.value, by: grouping, visibility.word), $0.value.oldest)
    }
  }

  /// The row of one customer in one currency; zeros where nothing is open.
  static func row(
    of customer: ID<Customer>, in currency: Currency, asOf day: BusinessDate, for visibility: Visibility,
    _ database: Database
  ) throws -> Row {
    try rows(asOf: day, customer: customer.text, for: visibility, in: database).first { $0.total.currency == currency }
      ?? row(customer.text, currency, AgingSums(), by: .customer, visibility.word)
  }

  private static func row(
    _ key: String, _ currency: Currency, _ sums: AgingSums, by grouping: Grouping, _ scope: String
  ) throws -> Row {
    func money(_ bucket: AgingBucket) throws -> Money { try Money(sums.buckets[bucket] ?? 0, currency) }
    return Row(
      key: key, customerId: grouping == .customer ? ID(key) : nil, notDue: try money(.notDue),
      days1to30: try money(.days1to30), days31to60: try money(.days31to60), days61to90: try money(.days61to90),
      days91to180: try money(.days91to180), over180: try money(.over180),
      total: try Money(sums.total, currency),
      unallocated: try Money(sums.unallocated, currency), scope: scope)
  }
}
