import Contracts
import Kernel
import Persistence
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

  /// Throws 404 where no service has told anything of that customer.
  static func find(_ query: QueryRequest, in database: Database) throws -> CustomerCard {
    let id: ID<Customer> = query.id()
    let names = try Names(database, Language(accepting: query.http.headers["Accept-Language"]))
    let card = try find(id, seesContacts: query.caller.seesContacts, asOf: try query.asOf(), names, in: database)
    guard let card else { throw Problem.notFound(Localized(zh: "客户", en: "customer"), id.text) }
    return card
  }

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
        name: try row.text("name"), phone: seesContacts ? try row.text("phone") : masked(phone: try row.text("phone")),
        wechat: seesContacts ? try row.optionalText("wechat") : nil,
        email: seesContacts ? try row.optionalText("email") : nil,
        address: Address(
          city: try row.optionalText("city"), community: try row.optionalText("community"),
          building: try row.optionalText("building"), room: try row.optionalText("room")),
        channel: try row.text("channel"), registeredOn: try row.text("registered_on"))
    }
  }

  private static func leads(of id: ID<Customer>, _ names: Names, in database: Database) throws -> [LeadLine] {
    try database.all(
      """
      SELECT l.lead_id, coalesce(s.channel, l.channel) AS channel, l.stage, l.owner_id, e.name AS owner,
        coalesce(s.in_profile, l.in_profile) AS in_profile, l.captured_on
      FROM leads l LEFT JOIN employees e ON e.code = l.owner_id
        LEFT JOIN lead_edits s ON s.lead_id = l.lead_id
          AND s.number = (SELECT max(number) FROM lead_edits WHERE lead_id = l.lead_id)
      WHERE l.customer_id = ? ORDER BY l.captured_on, l.lead_id
      """, id.text
    ) { row in
      LeadLine(
        leadId: try row.id("lead_id"), channel: try row.text("channel"),
        channelLabel: names.channel(try row.text("channel")), stage: try row.text("stage"),
        stageLabel: names.stage(try row.text("stage")), ownerId: try row.optionalText("owner_id"),
        ownerName: try row.optionalText("owner"), inProfile: try row.bool("in_profile"),
        capturedOn: try row.text("captured_on"))
    }
  }

  private static func orders(of id: ID<Customer>, in database: Database) throws -> [OrderLine] {
    try database.all(
      """
      SELECT o.order_id, o.number, o.lead_id, o.salesperson, e.name AS salesperson_name, o.shop, s.name AS shop_name,
        o.signed_on, o.promised_on, o.total, o.currency, o.cancelled_on
      FROM orders o LEFT JOIN employees e ON e.code = o.salesperson LEFT JOIN shops s ON s.code = o.shop
      WHERE o.customer_id = ? ORDER BY o.signed_on, o.order_id
      """, id.text
    ) { row in
      OrderLine(
        orderId: try row.id("order_id"), number: try row.text("number"), leadId: try row.optionalText("lead_id"),
        salespersonId: try row.optionalText("salesperson"), salespersonName: try row.optionalText("salesperson_name"),
        shop: try row.optionalText("shop"), shopName: try row.optionalText("shop_name"),
        signedOn: try row.text("signed_on"), promisedOn: try row.optionalText("promised_on"),
        total: try row.money("total"), cancelledOn: try row.optionalText("cancelled_on"))
    }
  }
}
