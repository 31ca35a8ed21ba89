import Contracts
import Kernel
import SQLite
import ServiceRuntime

/// Everything about a customer in one answer (B1). The parts come from several services; what has not come yet is
/// absent.
struct CustomerCard: Codable, Sendable {
  struct Profile: Codable, Sendable {
    var name: String
    /// Masked for roles that may not call; so are the others, which are left out.
    var phone: String
    var wechat: String?
    var email: String?
    var address: Address
    var channel: String
    var registeredOn: String
  }

  struct LeadLine: Codable, Sendable {
    var leadId: ID<Lead>
    var channel: String
    /// In the language asked for.
    var channelLabel: String
    var stage: String
    var stageLabel: String
    var ownerId: String?
    var ownerName: String?
    var inProfile: Bool
    var capturedOn: String
  }

  struct OrderLine: Codable, Sendable {
    var orderId: ID<Order>
    var number: String
    var leadId: String?
    var salespersonId: String?
    var salespersonName: String?
    var shop: String?
    var shopName: String?
    var signedOn: String
    var promisedOn: String?
    /// What it stands at after amendments; zero when cancelled.
    var total: Money
    var cancelledOn: String?
  }

  var customerId: ID<Customer>
  var profile: Profile?
  var leads: [LeadLine]
  var orders: [OrderLine]
  var activities: Int
  var lastActivityAt: Instant?
  /// The sum of the orders' totals, one for each currency.
  var signed: [Money]
  var asOf: BusinessDate
  var money: [MoneyLine]
  /// As they are now.
  var receivables: [ReceivableLine]
  var receipts: [ReceiptLine]
  var deliveries: [Delivery]
  var measurements: [Measurement]
  var installations: [InstallationLine]
  var requests: [Request]
  var reminders: [Reminder]

  /// Nil where no service has told anything of that customer.
  static func find(
    _ id: ID<Customer>, seesContacts: Bool, asOf day: BusinessDate, _ names: Names, in database: Database
  ) throws -> CustomerCard? {
    guard try database.exists("SELECT 1 FROM customer_events WHERE customer_id = ? LIMIT 1", id.text) else {
      return nil
    }
    let orders = try orders(of: id, in: database)
    var sums: [Currency: Money] = [:]
    for order in orders {
      sums[order.total.currency] = try sums[order.total.currency, default: .zero(order.total.currency)].adding(
        order.total)
    }
    let activities = try database.first(
      "SELECT count(*), max(time) FROM customer_events WHERE customer_id = ? AND type = ?", id.text,
      ActivityLogged.type
    ) { ($0.int(0), $0.optionalInteger(1)) }
    let history = try CustomerHistory(of: id, in: database)
    return CustomerCard(
      customerId: id, profile: try profile(of: id, seesContacts: seesContacts, in: database),
      leads: try leads(of: id, names, in: database), orders: orders, activities: activities?.0 ?? 0,
      lastActivityAt: activities?.1.map { Instant(milliseconds: $0) },
      signed: sums.values.sorted { $0.currency.code < $1.currency.code }, asOf: day,
      money: try money(of: id, asOf: day, in: database), receivables: try receivables(of: id, in: database),
      receipts: history.receipts, deliveries: history.deliveries, measurements: history.measurements,
      installations: history.installations, requests: history.requests, reminders: history.reminders)
  }

  private static func profile(
    of id: ID<Customer>, seesContacts: Bool, in database: Database
  ) throws -> Profile? {
    try database.first(
      """
      SELECT name, phone, wechat, email, city, community, building, room, channel, registered_on
      FROM customers WHERE customer_id = ?
      """, id.text
    ) { row in
      Profile(
        name: row.text(0), phone: seesContacts ? row.text(1) : masked(phone: row.text(1)),
        wechat: seesContacts ? row.optionalText(2) : nil, email: seesContacts ? row.optionalText(3) : nil,
        address: Address(
          city: row.optionalText(4), community: row.optionalText(5), building: row.optionalText(6),
          room: row.optionalText(7)), channel: row.text(8), registeredOn: row.text(9))
    }
  }

  private static func leads(of id: ID<Customer>, _ names: Names, in database: Database) throws -> [LeadLine] {
    try database.all(
      """
      SELECT l.lead_id, l.channel, l.stage, l.owner_id, e.name, l.in_profile, l.captured_on
      FROM leads l LEFT JOIN employees e ON e.code = l.owner_id WHERE l.customer_id = ? ORDER BY l.captured_on, l.lead_id
      """, id.text
    ) { row in
      LeadLine(
        leadId: ID(row.text(0)), channel: row.text(1), channelLabel: names.channel(row.text(1)), stage: row.text(2),
        stageLabel: names.stage(row.text(2)), ownerId: row.optionalText(3),
        ownerName: row.optionalText(4), inProfile: row.bool(5), capturedOn: row.text(6))
    }
  }

  private static func orders(of id: ID<Customer>, in database: Database) throws -> [OrderLine] {
    try database.all(
      """
      SELECT o.order_id, o.number, o.lead_id, o.salesperson, e.name, o.shop, s.name, o.signed_on, o.total, o.currency,
        o.cancelled_on, o.promised_on
      FROM orders o LEFT JOIN employees e ON e.code = o.salesperson LEFT JOIN shops s ON s.code = o.shop
      WHERE o.customer_id = ? ORDER BY o.signed_on, o.order_id
      """, id.text
    ) { row in
      OrderLine(
        orderId: ID(row.text(0)), number: row.text(1), leadId: row.optionalText(2), salespersonId: row.optionalText(3),
        salespersonName: row.optionalText(4), shop: row.optionalText(5), shopName: row.optionalText(6),
        signedOn: row.text(7), promisedOn: row.optionalText(11),
        total: try Money(row.integer(8), Currency(row.text(9)) ?? .cny),
        cancelledOn: row.optionalText(10))
    }
  }
}
