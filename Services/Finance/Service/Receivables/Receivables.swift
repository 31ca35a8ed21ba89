import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// A receivable as the API shows it, at a day.
struct ReceivableView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case open
    case partPaid = "part-paid"
    case paid, cancelled

    init(_ progress: PaymentProgress) {
      self =
        switch progress {
        case .open: .open
        case .partPaid: .partPaid
        case .paid: .paid
        case .cancelled: .cancelled
        }
    }
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

/// Receivables and what depends on the day: only documents and allocations dated up to it count
/// (`Services/Finance/README.md#aging`).
enum Receivables {
  /// What was open at a day (?1), of all or of one customer (?2), as `r`: what is open now, less what has moved since.
  /// What is settled for good is not read.
  static func openAt(ofCustomer isOne: Bool = false) -> String {
    let (whose, whoseItem) = isOne ? ("AND customer = ?2", "AND i.customer = ?2") : ("", "")
    let columns =
      """
      i.id, i.customer, i.order_id, i.currency, i.salesperson, i.shop,
        CASE WHEN i.amended = 0 THEN i.due_on ELSE coalesce((SELECT t.due_on FROM receivable_terms t
          WHERE t.receivable = i.id AND t.on_day <= ?1 ORDER BY t.on_day DESC, t.place DESC LIMIT 1), i.due_on) END AS due
      """
    return """
      (WITH moved AS MATERIALIZED (SELECT receivable, sum(amount) AS amount FROM (
          SELECT receivable, amount FROM receivable_changes WHERE on_day > ?1 \(whose)
          UNION ALL SELECT receivable, -amount FROM allocations WHERE on_day > ?1 \(whose)) GROUP BY receivable)
        SELECT \(columns), i.open FROM receivables i
          WHERE i.open != 0 AND i.on_day <= ?1 AND i.id NOT IN (SELECT receivable FROM moved) \(whoseItem)
        UNION ALL SELECT \(columns), i.open - m.amount FROM moved m JOIN receivables i ON i.id = m.receivable
          WHERE i.on_day <= ?1 AND i.open != m.amount) r
      """
  }

  /// What a receivable was called at a day.
  static func label(of id: ID<Receivable>, asOf day: BusinessDate, in database: Database) throws -> String {
    try database.first(
      """
      SELECT coalesce((SELECT t.label FROM receivable_terms t WHERE t.receivable = r.id AND t.on_day <= ?2
        ORDER BY t.on_day DESC, t.place DESC LIMIT 1), r.label) FROM receivables r WHERE r.id = ?1
      """, id.text, day.description
    ) { $0.text(0) } ?? ""
  }

  static func list(
    customer: String?, order: String?, for visibility: Visibility, asOf day: BusinessDate, after id: String = "",
    limit: Int = .max, in database: Database
  ) throws -> [ReceivableView] {
    try database.all(
      """
      SELECT r.id, r.customer, r.order_id, r.kind, r.salesperson, r.on_day, r.currency,
        \(term("label")) AS label, \(term("due_on")) AS due_on,
        (SELECT coalesce(sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?3
          AND c.kind NOT IN ('cancellation', 'reinstatement', 'credit-note')) AS amount,
        (SELECT coalesce(-sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?3
          AND c.kind IN ('cancellation', 'reinstatement')) AS cancelled,
        (SELECT coalesce(-sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?3
          AND c.kind = 'credit-note')
          + (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.receivable = r.id AND a.on_day <= ?3)
          AS settled
      FROM receivables r
      WHERE r.id > ?4 AND r.on_day <= ?3 \(customer == nil ? "" : "AND r.customer = ?1")
        \(order == nil ? "" : "AND r.order_id = ?2")
        AND \(Belonging.receivables(as: "r").condition(6))
      ORDER BY r.id LIMIT ?5
      """, [customer, order, day, id, limit] + visibility.seen.values
    ) { row in
      let (amount, cancelled, settled) = (
        try row.money("amount"), try row.integer("cancelled"), try row.integer("settled")
      )
      return ReceivableView(
        id: try row.id("id"), customerId: try row.id("customer"), orderId: try row.optionalID("order_id"),
        kind: try row.text("kind"), salespersonId: try row.optionalID("salesperson"), label: try row.text("label"),
        on: try row.date("on_day"), dueOn: try row.date("due_on"), amount: amount,
        open: try Money(amount.amount - cancelled - settled, amount.currency),
        state: ReceivableView.State(
          PaymentProgress(amount: amount.amount, cancelled: cancelled, settled: settled)))
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
