import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Everything about a customer in one answer (B1). The parts come from several services; what has not come yet is
/// absent.
struct CustomerCard: Codable, Sendable {
  struct Profile: Codable, Sendable {
    var name: String
    /// Masked where the caller is not to reach the customer, as are the accounts and the address.
    var phone: String
    var wechat: String?
    var email: String?
    var address: Address
    var channel: String
    var registeredOn: String

    var masked: Profile {
      var profile = self
      profile.phone = Masking.phone(phone)
      profile.wechat = wechat.map(Masking.account)
      profile.email = email.map(Masking.account)
      profile.address = Masking.address(address)
      return profile
    }
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

  /// Throws 404 where no service has told anything of that customer, or the caller does not see him or her.
  static func requireSeen(_ id: ID<Customer>, _ visibility: Visibility, in database: Database) throws {
    guard try database.exists("SELECT 1 FROM customer_events WHERE customer_id = ? LIMIT 1", id.text),
      try Belonging.customers.holds("customers", "customer_id", is: id, in: visibility.seen, database)
    else {
      throw Problem.notFound(Localized(zh: "客户", en: "customer"), id.text)
    }
  }

  /// Each part as far as the caller sees of its scope. Throws 404 where he or she does not see the customer.
  static func find(_ query: QueryRequest, in database: Database) throws -> CustomerCard {
    let id: ID<Customer> = query.id()
    try requireSeen(id, query.visibility, in: database)
    let day = try query.asOf()
    let names = try Names(database, Language(accepting: query.http.headers["Accept-Language"]))
    let orders = try orders(of: id, in: query.visibility(of: .sale).seen, database)
    let money = query.visibility(of: .money).seen
    var sums: [Currency: Money] = [:]
    for order in orders {
      sums[order.total.currency] = try sums[order.total.currency, default: .zero(order.total.currency)].adding(
        order.total)
    }
    let activities = try database.first(
      "SELECT count(*), max(time) FROM customer_events WHERE customer_id = ? AND type = ?", id.text,
      ActivityLogged.type
    ) { ($0.int(0), $0.optionalInteger(1)) }
    let history = try CustomerHistory(of: id, for: query, in: database)
    return CustomerCard(
      customerId: id, profile: try profile(of: id, query.visibility, in: database),
      leads: try leads(of: id, names, in: query.visibility(of: .lead).seen, database), orders: orders,
      activities: activities?.0 ?? 0,
      lastActivityAt: activities?.1.map { Instant(milliseconds: $0) },
      signed: sums.values.sorted { $0.currency.code < $1.currency.code }, asOf: day,
      money: try self.money(of: id, asOf: day, in: money, database),
      receivables: try receivables(of: id, in: money, database),
      receipts: history.receipts, deliveries: history.deliveries, measurements: history.measurements,
      installations: history.installations, requests: history.requests, reminders: history.reminders)
  }

  private static func profile(
    of id: ID<Customer>, _ visibility: Visibility, in database: Database
  ) throws -> Profile? {
    let isClear = try Belonging.customers.holds("customers", "customer_id", is: id, in: visibility.clear, database)
    return try database.first(
      """
      SELECT name, phone, wechat, email, city, community, building, room, channel, registered_on
      FROM customers WHERE customer_id = ?
      """, id.text
    ) { row in
      let profile = Profile(
        name: try row.text("name"), phone: try row.text("phone"), wechat: try row.optionalText("wechat"),
        email: try row.optionalText("email"),
        address: Address(
          city: try row.optionalText("city"), community: try row.optionalText("community"),
          building: try row.optionalText("building"), room: try row.optionalText("room")),
        channel: try row.text("channel"), registeredOn: try row.text("registered_on"))
      return isClear ? profile : profile.masked
    }
  }

  private static func leads(
    of id: ID<Customer>, _ names: Names, in cut: Visibility.Cut, _ database: Database
  ) throws -> [LeadLine] {
    try database.all(
      """
      SELECT leads.lead_id, coalesce(s.channel, leads.channel) AS channel, leads.stage, leads.owner_id,
        e.name AS owner, coalesce(s.in_profile, leads.in_profile) AS in_profile, leads.captured_on
      FROM leads LEFT JOIN employees e ON e.code = leads.owner_id
        LEFT JOIN lead_edits s ON s.lead_id = leads.lead_id
          AND s.number = (SELECT max(number) FROM lead_edits WHERE lead_id = leads.lead_id)
      WHERE leads.customer_id = ?1 AND \(Belonging.leads.condition(2)) ORDER BY leads.captured_on, leads.lead_id
      """, [id] + cut.values
    ) { row in
      LeadLine(
        leadId: try row.id("lead_id"), channel: try row.text("channel"),
        channelLabel: names.channel(try row.text("channel")), stage: try row.text("stage"),
        stageLabel: names.stage(try row.text("stage")), ownerId: try row.optionalText("owner_id"),
        ownerName: try row.optionalText("owner"), inProfile: try row.bool("in_profile"),
        capturedOn: try row.text("captured_on"))
    }
  }

  private static func orders(
    of id: ID<Customer>, in cut: Visibility.Cut, _ database: Database
  ) throws -> [OrderLine] {
    try database.all(
      """
      SELECT orders.order_id, orders.number, orders.lead_id, orders.salesperson, e.name AS salesperson_name,
        orders.shop, s.name AS shop_name, orders.signed_on, orders.promised_on, orders.total, orders.currency,
        orders.cancelled_on
      FROM orders LEFT JOIN employees e ON e.code = orders.salesperson LEFT JOIN shops s ON s.code = orders.shop
      WHERE orders.customer_id = ?1 AND \(Belonging.orders.condition(2)) ORDER BY orders.signed_on, orders.order_id
      """, [id] + cut.values
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
