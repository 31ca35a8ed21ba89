import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A referral as the API shows it (A20).
struct ReferralView: Codable, Sendable {
  var leadId: ID<Lead>
  /// The referred one.
  var customerId: ID<Customer>
  var referrerCustomerId: ID<Customer>
  var recordedOn: BusinessDate
  /// `recorded`, `converted` or `clawed-back`
  var state: String
  /// Money received for the referred lead's orders, less what went back.
  var received: Money
  var changedOn: BusinessDate?
}

/// Who brought whom, and what came of it.
enum Referrals {
  static func list(
    referrer: String?, after lead: String, limit: Int, in database: Database
  ) throws -> [ReferralView] {
    try database.all(
      """
      SELECT lead, customer, referrer, recorded_on, state, received, currency, changed_on FROM referrals
      WHERE lead > ?1 AND (?2 IS NULL OR referrer = ?2) ORDER BY lead LIMIT ?3
      """, lead, referrer, limit
    ) { row in
      ReferralView(
        leadId: ID(row.text(0)), customerId: ID(row.text(1)), referrerCustomerId: ID(row.text(2)),
        recordedOn: BusinessDate(row.text(3)) ?? BusinessDate(daysSince1970: 0), state: row.text(4),
        received: try Money(row.integer(5), row.optionalText(6).flatMap { Currency($0) } ?? .cny),
        changedOn: row.optionalText(7).flatMap { BusinessDate($0) })
    }
  }

  static func record(
    of lead: LeadView, on day: BusinessDate, at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    guard let referrer = lead.source.referrerCustomerId, referrer != lead.customerId else { return }
    try unit.record(
      ReferralRecorded(
        leadId: lead.id, customerId: lead.customerId, referrerCustomerId: referrer, recordedOn: day,
        occurredAt: occurredAt))
    for order in try unit.database.all("SELECT id FROM orders WHERE lead = ?", lead.id.text, read: { $0.text(0) }) {
      try review(ID(order), on: day, at: occurredAt, in: unit)
    }
  }

  /// Compares what an order has received with what was told of it, and tells the difference. Whichever of order and
  /// money comes last finds both.
  static func review(
    _ order: ID<Order>, on day: BusinessDate, at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    let referral = try unit.database.first(
      """
      SELECT r.lead, r.customer, r.referrer FROM orders o JOIN referrals r ON r.lead = o.lead WHERE o.id = ?
      """, order.text
    ) { (ID<Lead>($0.text(0)), ID<Customer>($0.text(1)), ID<Customer>($0.text(2))) }
    guard let (lead, customer, referrer) = referral else { return }
    let sums = try unit.database.all(
      "SELECT sum(amount), currency FROM order_money WHERE order_id = ? GROUP BY currency ORDER BY currency", order.text
    ) { ($0.integer(0), $0.text(1)) }
    for (amount, code) in sums {
      let told =
        try unit.database.first(
          "SELECT received FROM referral_orders WHERE order_id = ? AND currency = ?", order.text, code
        ) { $0.integer(0) } ?? 0
      guard amount != told, let currency = Currency(code) else { continue }
      try unit.record(
        ReferralConverted(
          leadId: lead, customerId: customer, referrerCustomerId: referrer, orderId: order,
          state: amount < told ? .clawedBack : .converted, amount: try Money(amount - told, currency),
          received: try Money(amount, currency), on: day, occurredAt: occurredAt))
    }
  }
}
