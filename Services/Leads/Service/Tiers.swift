import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// A customer's tier as the API shows it (F3, F4).
struct TierView: Codable, Sendable {
  var customerId: ID<Customer>
  var name: String
  var tier: CustomerTier
  /// Scores, 1 to 5.
  var recency: Int
  var frequency: Int
  var monetary: Int
  var orders: Int
  var lastOrderOn: BusinessDate?
  var received: Money
  /// Share of all money down to this customer, the largest first.
  var cumulativePercent: Percent
  var reason: String
  var windowFrom: BusinessDate
}

/// Tiers by what customers brought in three years.
enum Tiers {
  static let windowMonths = 36

  /// Every customer's figures as of a day, within the window.
  static func figures(asOf day: BusinessDate, from: BusinessDate, in database: Database) throws -> [CustomerFigures] {
    try database.all(
      """
      SELECT c.id,
        (SELECT max(signed_on) FROM orders o WHERE o.customer = c.id AND signed_on <= ?1
          AND (cancelled_on IS NULL OR cancelled_on > ?1)),
        (SELECT count(*) FROM orders o WHERE o.customer = c.id AND signed_on BETWEEN ?2 AND ?1
          AND (cancelled_on IS NULL OR cancelled_on > ?1)),
        (SELECT coalesce(sum(amount), 0) FROM money m WHERE m.customer = c.id AND on_day BETWEEN ?2 AND ?1
          AND currency = 'CNY')
      FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer = c.id)
        OR EXISTS (SELECT 1 FROM money WHERE customer = c.id)
      """, day.description, from.description
    ) { row in
      CustomerFigures(
        id: row.text(0), lastOrderOn: row.optionalText(1).flatMap { BusinessDate($0) }, orders: row.int(2),
        received: row.integer(3))
    }
  }

  static func all(asOf day: BusinessDate, in database: Database) throws -> [TierView] {
    let from = day.adding(months: -windowMonths)
    let customers = try figures(asOf: day, from: from, in: database)
    let byID = Dictionary(customers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let current = try database.all("SELECT customer, tier FROM tiers") {
      ($0.text(0), CustomerTier(rawValue: $0.text(1)))
    }
    let scores = CustomerScores.scores(of: customers, asOf: day)
    let names = Dictionary(
      try database.all("SELECT id, name FROM customers") { ($0.text(0), $0.text(1)) },
      uniquingKeysWith: { first, _ in first })
    let placings = CustomerTier.place(
      customers, current: Dictionary(current.compactMap { id, tier in tier.map { (id, $0) } }, uniquingKeysWith: { $1 })
    )
    return try placings.compactMap { placing in
      guard let customer = byID[placing.id], let score = scores[placing.id] else { return nil }
      let share = Percent(hundredths: placing.share)
      return TierView(
        customerId: ID(placing.id), name: names[placing.id] ?? "", tier: placing.tier, recency: score.recency,
        frequency: score.frequency, monetary: score.monetary, orders: customer.orders,
        lastOrderOn: customer.lastOrderOn, received: try Money(customer.received), cumulativePercent: share,
        reason: "cumulative share \(share) %, received \(customer.received) fen since \(from)", windowFrom: from)
    }
  }

  /// The daily look: tells of changes only.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let current = Dictionary(
      try unit.database.all("SELECT customer, tier FROM tiers") { ($0.text(0), $0.text(1)) },
      uniquingKeysWith: { first, _ in first })
    for view in try all(asOf: day, in: unit.database) where current[view.customerId.text] != view.tier.rawValue {
      try unit.record(
        CustomerTierChanged(
          customerId: view.customerId, from: current[view.customerId.text], to: view.tier.rawValue,
          reason: view.reason, recency: view.recency, frequency: view.frequency, monetary: view.monetary,
          received: view.received, cumulativePercent: view.cumulativePercent, windowFrom: view.windowFrom, on: day,
          occurredAt: unit.now))
    }
  }
}
