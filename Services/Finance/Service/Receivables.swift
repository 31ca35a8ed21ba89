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
  var salespersonId: ID<Employee>?
  var label: String
  var on: BusinessDate
  var dueOn: BusinessDate
  /// What it is about at that day, as amended; credit notes and cancellations take off `open`, not this.
  var amount: Money
  var open: Money
  var state: State
}

/// Receivables and what depends on the day: only documents and allocations dated up to it count (`rules.md`, Aging).
enum Receivables {
  /// Ids of what may be open at a day: what is open now, and what has moved since; all else is settled for good.
  static let openAt =
    """
    (SELECT id FROM receivables WHERE open != 0
      UNION SELECT receivable FROM receivable_changes WHERE on_day > ?1
      UNION SELECT receivable FROM allocations WHERE on_day > ?1)
    """

  static func list(
    customer: String?, order: String?, of scope: CallerScope = .all, asOf day: BusinessDate, after id: String = "",
    limit: Int = .max, in database: Database
  ) throws -> [ReceivableView] {
    try database.all(
      """
      SELECT r.id, r.customer, r.order_id, r.kind, r.salesperson, \(term("label")), r.on_day, \(term("due_on")), r.currency,
        (SELECT coalesce(sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?3
          AND c.kind NOT IN ('cancellation', 'credit-note')),
        (SELECT coalesce(-sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?3
          AND c.kind = 'cancellation'),
        (SELECT coalesce(-sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?3
          AND c.kind = 'credit-note'),
        (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.receivable = r.id AND a.on_day <= ?3)
      FROM receivables r
      WHERE r.id > ?4 AND r.on_day <= ?3 \(customer == nil ? "" : "AND r.customer = ?1")
        \(order == nil ? "" : "AND r.order_id = ?2")
        AND (?6 IS NULL OR r.salesperson = ?6) AND (?7 IS NULL OR r.shop = ?7)
      ORDER BY r.id LIMIT ?5
      """, customer, order, day.description, id, limit, scope.salesperson, scope.shop
    ) { row in
      let (amount, cancelled, settled) = (row.integer(9), row.integer(10), row.integer(11) + row.integer(12))
      let open = amount - cancelled - settled
      let state: ReceivableView.State =
        amount == cancelled ? .cancelled : open == 0 ? .paid : settled > 0 ? .partPaid : .open
      return ReceivableView(
        id: ID(row.text(0)), customerId: ID(row.text(1)), orderId: row.optionalText(2).map { ID($0) },
        kind: row.text(3), salespersonId: row.optionalText(4).map { ID($0) }, label: row.text(5),
        on: try Items.day(row.text(6)), dueOn: try Items.day(row.text(7)),
        amount: try Items.money(amount, row.text(8)), open: try Items.money(open, row.text(8)), state: state)
    }
  }

  /// Label or due date as of the day asked for (?3), not as amended later.
  private static func term(_ column: String) -> String {
    """
    coalesce((SELECT t.\(column) FROM receivable_terms t WHERE t.receivable = r.id AND t.on_day <= ?3
      ORDER BY t.on_day DESC, t.place DESC LIMIT 1), r.\(column))
    """
  }
}
