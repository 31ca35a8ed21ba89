import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Who has lapsed, and who came back (A18).
enum WinBackStore {
  static func note(_ event: CustomerReactivated, to database: Database) throws {
    try database.run(
      "INSERT INTO reactivations VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", event.customerId, event.on,
      event.lapsedOn, event.by)
  }

  static func isTold(of customer: ID<Customer>, lapsedOn: BusinessDate, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM reactivations WHERE customer = ? AND lapsed_on = ?", customer, lapsedOn)
  }

  /// In the order of customers.
  static func list(
    _ page: PageRequest, asOf day: BusinessDate, _ policy: LeadsPolicy, for visibility: Visibility,
    in database: Database
  ) throws -> [WinBackView] {
    let border = Lapse.border(on: day, policy)
    return try database.all(
      """
      SELECT c.id, c.name, \(CustomerStore.ownerQuery(of: "c.id")) AS owner, max(o.signed_on) AS last,
        (SELECT coalesce(sum(amount), 0) FROM money
          WHERE customer = c.id AND on_day <= ?1 AND currency = 'CNY') AS received
      FROM customers c JOIN orders o ON o.customer = c.id
      WHERE c.id > ?2 AND c.status != 'blocked' AND o.signed_on <= ?1
        AND (o.cancelled_on IS NULL OR o.cancelled_on > ?1) AND NOT EXISTS (
          SELECT 1 FROM activities a WHERE a.customer = c.id AND a.at >= ?4 AND a.at < ?6)
        AND NOT EXISTS (SELECT 1 FROM touches t WHERE t.customer = c.id AND t.at >= ?4 AND t.at < ?6)
        AND EXISTS (SELECT 1 FROM customers WHERE customers.id = c.id AND \(Belonging.customers.condition(7)))
      GROUP BY c.id HAVING last <= ?3 ORDER BY c.id LIMIT ?5
      """,
      [day, page.after, border, CompanyZone.start(of: border), page.rows, ReminderDays.end(of: day)]
        + visibility.seen.values
    ) { row in
      WinBackView(
        customerId: try row.id("id"), name: try row.text("name"), ownerId: try row.optionalID("owner"),
        lastOrderOn: try row.text("last"), received: try Money(try row.integer("received")))
    }
  }

  /// The last business with a customer by a day, an order left out; nil for whoever never ordered.
  static func lapse(
    of customer: ID<Customer>, before order: ID<Order>?, through day: BusinessDate, in database: Database
  ) throws -> Lapse? {
    let ordered = try database.first(
      """
      SELECT max(signed_on) AS last FROM orders WHERE customer = ?1 AND id IS NOT ?2 AND signed_on <= ?3
        AND (cancelled_on IS NULL OR cancelled_on > ?3)
      """, customer, order, day
    ) { try $0.optionalDate("last") }
    guard let ordered = ordered ?? nil else { return nil }
    let contact = try database.first(
      """
      SELECT max(at) AS last FROM (SELECT max(at) AS at FROM activities WHERE customer = ?1 AND at < ?2
        UNION ALL SELECT max(at) FROM touches WHERE customer = ?1 AND at < ?2)
      """, customer, ReminderDays.end(of: day)
    ) { try $0.optionalInstant("last") }
    return Lapse(lastOrderOn: ordered, lastContactOn: (contact ?? nil).map { CompanyZone.day(at: $0) })
  }
}

/// A customer without order and contact for long, as the API shows one (A18).
struct WinBackView: Codable, Sendable {
  var customerId: ID<Customer>
  var name: String
  var ownerId: ID<Employee>?
  var lastOrderOn: String
  var received: Money
}
