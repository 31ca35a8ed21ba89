import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// The table of tiers, and the figures that they come from.
enum TierStore {
  static func write(_ event: CustomerTierChanged, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO tiers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", event.customerId, event.to, event.reason,
      event.recency, event.frequency, event.monetary, event.received.amount, event.received.currency,
      event.cumulativePercent.hundredths, event.on)
  }

  /// Where each customer stands.
  static func current(in database: Database) throws -> [String: CustomerTier] {
    let tiers = try database.all("SELECT customer, tier FROM tiers") {
      (try $0.text("customer"), try $0.choice("tier", of: CustomerTier.self))
    }
    return Dictionary(tiers, uniquingKeysWith: { first, _ in first })
  }

  /// Every customer's standing as of a day, the largest first.
  static func standings(
    asOf day: BusinessDate, _ policy: LeadsPolicy, in database: Database
  ) throws -> [TierStanding] {
    try TierStanding.all(
      try figures(asOf: day, from: TierStanding.window(of: day, policy), in: database),
      current: try current(in: database), asOf: day, policy)
  }

  /// The same as the API shows them.
  static func views(asOf day: BusinessDate, _ policy: LeadsPolicy, in database: Database) throws -> [TierView] {
    let names = Dictionary(
      try database.all("SELECT id, name FROM customers") { (try $0.id("id") as ID<Customer>, try $0.text("name")) },
      uniquingKeysWith: { first, _ in first })
    return try standings(asOf: day, policy, in: database).map { TierView($0, name: names[$0.customerID] ?? "") }
  }

  private static func figures(
    asOf day: BusinessDate, from: BusinessDate, in database: Database
  ) throws -> [CustomerFigures] {
    try database.all(
      """
      SELECT c.id,
        (SELECT max(signed_on) FROM orders o WHERE o.customer = c.id AND signed_on <= ?1
          AND (cancelled_on IS NULL OR cancelled_on > ?1)) AS last_order,
        (SELECT count(*) FROM orders o WHERE o.customer = c.id AND signed_on BETWEEN ?2 AND ?1
          AND (cancelled_on IS NULL OR cancelled_on > ?1)) AS orders,
        (SELECT coalesce(sum(amount), 0) FROM money m WHERE m.customer = c.id AND on_day BETWEEN ?2 AND ?1
          AND currency = 'CNY') AS received
      FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer = c.id)
        OR EXISTS (SELECT 1 FROM money WHERE customer = c.id)
      """, day, from
    ) { row in
      CustomerFigures(
        id: try row.text("id"), lastOrderOn: try row.optionalDate("last_order"), orders: try row.int("orders"),
        received: try row.integer("received"))
    }
  }
}
