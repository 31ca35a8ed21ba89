import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A customer without order and contact for long (A18).
struct WinBackView: Codable, Sendable {
  var customerId: ID<Customer>
  var name: String
  var ownerId: ID<Employee>?
  var lastOrderOn: String
  var received: Money
}

/// Who has lapsed, and who came back.
enum WinBack {
  static func list(
    asOf day: BusinessDate, policy: LeadsPolicy, after id: String, limit: Int, in database: Database
  ) throws -> [WinBackView] {
    let border = day.adding(days: -policy.lapsedDays)
    return try database.all(
      """
      SELECT c.id, c.name, (SELECT owner FROM leads WHERE customer = c.id AND owner IS NOT NULL ORDER BY id DESC LIMIT 1),
        max(o.signed_on) AS last,
        (SELECT coalesce(sum(amount), 0) FROM money WHERE customer = c.id AND on_day <= ?1 AND currency = 'CNY')
      FROM customers c JOIN orders o ON o.customer = c.id
      WHERE c.id > ?2 AND c.status != 'blocked' AND o.signed_on <= ?1
        AND (o.cancelled_on IS NULL OR o.cancelled_on > ?1) AND NOT EXISTS (
          SELECT 1 FROM activities a WHERE a.customer = c.id AND a.at >= ?4 AND a.at < ?6)
        AND NOT EXISTS (SELECT 1 FROM touches t WHERE t.customer = c.id AND t.at >= ?4 AND t.at < ?6)
      GROUP BY c.id HAVING last <= ?3 ORDER BY c.id LIMIT ?5
      """, day.description, id, border.description, CompanyZone.start(of: border).milliseconds, limit,
      CompanyZone.start(of: day.adding(days: 1)).milliseconds
    ) { row in
      WinBackView(
        customerId: ID(row.text(0)), name: row.text(1), ownerId: row.optionalText(2).map { ID($0) },
        lastOrderOn: row.text(3), received: try Money(row.integer(4)))
    }
  }

  /// Tells that a customer who had lapsed is back, once for each lapse. To be called before the contact is recorded that
  /// brings them back; `order` is the one that does.
  static func review(
    _ customer: ID<Customer>, by what: String, order: ID<Order>? = nil, on day: BusinessDate, at occurredAt: Instant,
    policy: LeadsPolicy, in unit: borrowing UnitOfWork
  ) throws {
    guard let last = try lastBusiness(of: customer, before: order, through: day, in: unit.database),
      last <= day.adding(days: -policy.lapsedDays),
      try !unit.database.exists(
        "SELECT 1 FROM reactivations WHERE customer = ? AND lapsed_on = ?", customer.text, last.description)
    else { return }
    try unit.record(
      CustomerReactivated(customerId: customer, lapsedOn: last, by: what, on: day, occurredAt: occurredAt))
  }

  /// The day of the last order or contact; nil for whoever never ordered.
  private static func lastBusiness(
    of customer: ID<Customer>, before order: ID<Order>?, through day: BusinessDate, in database: Database
  ) throws -> BusinessDate? {
    let ordered = try database.first(
      """
      SELECT max(signed_on) FROM orders WHERE customer = ?1 AND id IS NOT ?2 AND signed_on <= ?3
        AND (cancelled_on IS NULL OR cancelled_on > ?3)
      """, customer.text, order?.text, day.description
    ) { $0.optionalText(0).flatMap { BusinessDate($0) } }
    guard let ordered = ordered ?? nil else { return nil }
    let contact = try database.first(
      """
      SELECT max(at) FROM (SELECT max(at) AS at FROM activities WHERE customer = ?1 AND at < ?2
        UNION ALL SELECT max(at) FROM touches WHERE customer = ?1 AND at < ?2)
      """, customer.text, CompanyZone.start(of: day.adding(days: 1)).milliseconds
    ) { $0.optionalInteger(0).map { CompanyZone.day(at: Instant(milliseconds: $0)) } }
    return max(ordered, (contact ?? nil) ?? ordered)
  }
}
