import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// A receivable as the API shows it, at a day.
struct ReceivableView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case open
    case partPaid = "part-paid"
    case paid, cancelled
  }

  var id: ID<Receivable>
  var customerId: ID<Customer>
  var orderId: ID<Order>?
  var kind: String
  var label: String
  var on: BusinessDate
  var dueOn: BusinessDate
  /// What it is about at that day, less cancellations and credit notes.
  var amount: Money
  var open: Money
  var state: State
}

/// Receivables and what depends on the day: only documents and allocations dated up to it count (`rules.md`, Aging).
enum Receivables {
  static func list(
    customer: String?, order: String?, asOf day: BusinessDate, after id: String, limit: Int, in database: Database
  ) throws -> [ReceivableView] {
    try database.all(
      """
      SELECT r.id, r.customer, r.order_id, r.kind, r.label, r.on_day, r.due_on, r.currency,
        (SELECT coalesce(sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?3),
        (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.receivable = r.id AND a.on_day <= ?3),
        EXISTS (SELECT 1 FROM receivable_changes c
          WHERE c.receivable = r.id AND c.kind = 'cancellation' AND c.on_day <= ?3)
      FROM receivables r
      WHERE r.id > ?4 AND r.on_day <= ?3 AND (?1 IS NULL OR r.customer = ?1) AND (?2 IS NULL OR r.order_id = ?2)
      ORDER BY r.id LIMIT ?5
      """, customer, order, day.description, id, limit
    ) { row in
      let (amount, paid) = (row.integer(8), row.integer(9))
      let state: ReceivableView.State =
        row.bool(10) && amount - paid == 0
        ? .cancelled : amount - paid == 0 ? .paid : paid > 0 ? .partPaid : .open
      return ReceivableView(
        id: ID(row.text(0)), customerId: ID(row.text(1)), orderId: row.optionalText(2).map { ID($0) },
        kind: row.text(3), label: row.text(4), on: try Items.day(row.text(5)), dueOn: try Items.day(row.text(6)),
        amount: try Items.money(amount, row.text(7)), open: try Items.money(amount - paid, row.text(7)), state: state)
    }
  }

  /// A customer's row of the aging, in the columns of the report.
  struct AgingRow: Codable, Sendable {
    var customerId: ID<Customer>
    var notDue: Money
    var days1to30: Money
    var days31to60: Money
    var days61to90: Money
    var days91to180: Money
    var over180: Money
    var total: Money
    var unallocated: Money
  }

  static func aging(
    asOf day: BusinessDate, customer: String? = nil, after: String = "", limit: Int = .max, in database: Database
  ) throws -> [AgingRow] {
    var buckets: [String: [AgingBucket: Int64]] = [:]
    var order: [String] = []
    func row(_ customer: String, _ currency: String) -> String {
      let key = "\(customer) \(currency)"
      if buckets[key] == nil {
        buckets[key] = [:]
        order.append(key)
      }
      return key
    }
    try database.each(
      """
      SELECT r.customer, r.currency, r.due_on,
        (SELECT coalesce(sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?1)
        - (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.receivable = r.id AND a.on_day <= ?1)
      FROM receivables r WHERE r.on_day <= ?1 AND (?2 IS NULL OR r.customer = ?2) AND r.customer > ?3
      ORDER BY r.customer, r.currency
      """, [day.description, customer, after]
    ) { found in
      guard found.integer(3) != 0 else { return }
      let bucket = AgingBucket(due: try Items.day(found.text(2)), asOf: day)
      buckets[row(found.text(0), found.text(1)), default: [:]][bucket, default: 0] += found.integer(3)
    }
    var unallocated: [String: Int64] = [:]
    try database.each(
      """
      SELECT customer, currency, sum(amount) FROM (
        SELECT customer, currency, amount FROM credit_changes WHERE on_day <= ?1
        UNION ALL SELECT customer, currency, -amount FROM allocations WHERE on_day <= ?1)
      WHERE (?2 IS NULL OR customer = ?2) AND customer > ?3 GROUP BY customer, currency HAVING sum(amount) != 0
      """, [day.description, customer, after]
    ) { found in unallocated[row(found.text(0), found.text(1))] = found.integer(2) }
    return try order.sorted().prefix(limit).map { key in
      let parts = key.split(separator: " ")
      let currency = Currency(String(parts[1])) ?? .cny
      func money(_ bucket: AgingBucket) throws -> Money { try Money(buckets[key]?[bucket] ?? 0, currency) }
      return AgingRow(
        customerId: ID(String(parts[0])), notDue: try money(.notDue), days1to30: try money(.days1to30),
        days31to60: try money(.days31to60), days61to90: try money(.days61to90), days91to180: try money(.days91to180),
        over180: try money(.over180),
        total: try Money((buckets[key] ?? [:]).values.reduce(0, +), currency),
        unallocated: try Money(unallocated[key] ?? 0, currency))
    }
  }
}
