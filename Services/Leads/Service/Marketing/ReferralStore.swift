import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The tables of referrals and of the money of their orders.
enum ReferralStore {
  static func record(_ event: ReferralRecorded, to database: Database) throws {
    try database.run(
      """
      INSERT INTO referrals VALUES (?, ?, ?, ?, 'recorded', 0, NULL, NULL)
      ON CONFLICT DO UPDATE SET referrer = excluded.referrer
      """, event.leadId, event.customerId, event.referrerCustomerId, event.recordedOn)
  }

  static func convert(_ event: ReferralConverted, to database: Database) throws {
    try database.run(
      "INSERT INTO referral_orders VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET received = excluded.received",
      event.orderId, event.leadId, event.received.amount, event.received.currency)
    try database.run(
      """
      UPDATE referrals SET state = ?, currency = ?, changed_on = ?,
        received = (SELECT sum(received) FROM referral_orders WHERE lead = ?4 AND currency = ?2) WHERE lead = ?4
      """, event.state.rawValue, event.received.currency, event.on, event.leadId)
  }

  /// The referral that an order belongs to, if there is one.
  static func referral(of order: ID<Order>, in database: Database) throws -> Referral? {
    try database.first(
      "SELECT r.lead, r.customer, r.referrer FROM orders o JOIN referrals r ON r.lead = o.lead WHERE o.id = ?", order
    ) { row in
      Referral(
        leadID: try row.id("lead"), customerID: try row.id("customer"), referrerID: try row.id("referrer"))
    }
  }

  static func orders(of lead: ID<Lead>, in database: Database) throws -> [ID<Order>] {
    try database.all("SELECT id FROM orders WHERE lead = ?", lead) { try $0.id("id") }
  }

  /// What an order has received by now, by currency.
  static func received(for order: ID<Order>, in database: Database) throws -> [Money] {
    try database.all(
      """
      SELECT sum(amount) AS amount, currency FROM order_money WHERE order_id = ? GROUP BY currency ORDER BY currency
      """, order
    ) { try $0.money("amount") }
  }

  /// What was told of an order's money, in minor units.
  static func told(of order: ID<Order>, in currency: Currency, _ database: Database) throws -> Int64? {
    try database.first(
      "SELECT received FROM referral_orders WHERE order_id = ? AND currency = ?", order, currency
    ) { try $0.integer("received") }
  }

  /// In the order of leads.
  static func list(_ page: PageRequest, referrer: String?, for visibility: Visibility, in database: Database) throws
    -> [ReferralView]
  {
    try database.page(page, of: "referrals", by: "lead", where: ["referrer": referrer], .referrals, for: visibility) {
      row in
      ReferralView(
        leadId: try row.id("lead"), customerId: try row.id("customer"),
        referrerCustomerId: try row.id("referrer"), recordedOn: try row.date("recorded_on"),
        state: try row.text("state"),
        // Before anything came in there is no currency, and zero is zero in any.
        received: try row.isNull("currency") ? .zero() : row.money("received"),
        changedOn: try row.optionalDate("changed_on"))
    }
  }
}

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
