import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The lines of a card beside leads and orders; what has not happened is absent.
extension CustomerCard {
  /// What the customer owes and has paid, in one currency, at the end of the day asked for.
  struct MoneyLine: Codable, Sendable {
    var currency: String
    /// What was ever owed, net of what was cancelled or credited.
    var receivable: Money
    /// What of it is paid.
    var paid: Money
    var open: Money
    var overdue: Money
    /// Paid, but not allocated.
    var unallocated: Money
  }

  struct ReceivableLine: Codable, Sendable {
    var receivableId: String
    var orderId: String?
    var label: String
    var dueOn: String
    var amount: Money
    var open: Money
    /// `open`, `part-paid`, `paid`, `cancelled`
    var state: String
  }

  struct ReceiptLine: Codable, Sendable {
    var receiptId: String
    var number: String?
    var method: String?
    var receivedOn: BusinessDate?
    var amount: Money?
    var reversedOn: BusinessDate?
  }

  struct Delivery: Codable, Sendable {
    var deliveryId: String
    var number: String?
    var orderId: String?
    var deliveredOn: BusinessDate?
    var amount: Money?
    /// Absent where the note holds.
    var cancelledOn: BusinessDate?
  }

  struct Measurement: Codable, Sendable {
    var measurementId: String
    var orderId: String?
    var designerId: String?
    var measuredOn: BusinessDate?
    /// How many fields differed from the order.
    var changed: Int
  }

  struct InstallationLine: Codable, Sendable {
    var installationId: String
    var orderId: String?
    /// `planned`, `scheduled`, `completed`
    var state: String
    var scheduledOn: BusinessDate?
    var crewId: String?
    var completedOn: BusinessDate?
    var problems: Int?
    var evaluatedOn: BusinessDate?
    /// The average of the last evaluation's answers.
    var score: Percent?
    var comments: String?
  }

  struct Request: Codable, Sendable {
    var requestId: String
    var number: String?
    var kind: String?
    /// `requested`, `assigned`, `paused`, `resolved`, `confirmed`
    var state: String
    var requestedOn: BusinessDate?
    var description: String?
    var resolvedOn: BusinessDate?
    var confirmedOn: BusinessDate?
    var chargeable: Money?
    var decision: String?
  }

  struct Reminder: Codable, Sendable {
    var rule: String?
    var dueOn: BusinessDate?
    var raisedOn: BusinessDate?
    var ownerId: String?
  }

  static func receivables(
    of id: ID<Customer>, in cut: Visibility.Cut, _ database: Database
  ) throws -> [ReceivableLine] {
    try database.all(
      """
      SELECT receivables.receivable_id, receivables.order_id, receivables.label, receivables.due_on,
        receivables.amount, s.open, receivables.currency, receivables.cancelled
      FROM receivables JOIN receivable_sums s ON s.receivable_id = receivables.receivable_id
      WHERE receivables.customer_id = ?1 AND \(Belonging.receivables.condition(2))
      ORDER BY receivables.due_on, receivables.receivable_id
      """, [id] + cut.values
    ) { row in
      let (amount, open) = (try row.money("amount"), try row.money("open"))
      let isOpen = open.isZero ? "paid" : open.amount < amount.amount ? "part-paid" : "open"
      return ReceivableLine(
        receivableId: try row.text("receivable_id"), orderId: try row.optionalText("order_id"),
        label: try row.text("label"), dueOn: try row.text("due_on"), amount: amount, open: open,
        state: try row.bool("cancelled") ? "cancelled" : isOpen)
    }
  }

  /// Of a part, that of the receivables that are seen: what is unallocated is of no order.
  static func money(
    of id: ID<Customer>, asOf day: BusinessDate, in cut: Visibility.Cut, _ database: Database
  ) throws -> [MoneyLine] {
    try database.all(
      """
      SELECT currency, sum(owed) AS owed, sum(paid) AS paid, sum(open) AS open,
        sum(CASE WHEN due_on < ?2 THEN open ELSE 0 END) AS overdue, sum(credit) AS credit
      FROM (
        SELECT f.currency,
          sum(CASE WHEN f.receivable_id != '' AND e.type NOT IN (?3, ?4) THEN f.amount ELSE 0 END) AS owed,
          -sum(CASE WHEN f.receivable_id != '' AND e.type IN (?3, ?4) THEN f.amount ELSE 0 END) AS paid,
          sum(CASE WHEN f.receivable_id != '' THEN f.amount ELSE 0 END) AS open,
          sum(CASE WHEN f.receivable_id = '' THEN f.amount ELSE 0 END) AS credit,
          substr(max(CASE WHEN f.due_on IS NOT NULL THEN f.day || printf('%020d', f.number) || f.due_on END), -10)
            AS due_on
        FROM receivable_facts f JOIN customer_events e USING (source, stream, number)
        WHERE f.customer_id = ?1 AND f.day <= ?2
          AND (\(cut.isAll ? 1 : 0) OR f.receivable_id IN (
            SELECT receivable_id FROM receivables
            WHERE receivables.customer_id = ?1 AND \(Belonging.receivables.condition(5))))
        GROUP BY f.receivable_id, f.currency)
      GROUP BY currency ORDER BY currency != 'CNY', currency
      """, [id, day, CreditAllocated.type, AllocationReversed.type] + cut.values
    ) { row in
      MoneyLine(
        currency: try row.text("currency"), receivable: try row.money("owed"), paid: try row.money("paid"),
        open: try row.money("open"), overdue: try row.money("overdue"), unallocated: try row.money("credit"))
    }
  }
}
