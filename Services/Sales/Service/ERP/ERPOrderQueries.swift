import Contracts
import HTTP
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// Where an order of the ERP stands (`Shared/Contracts/README.md#where-an-order-stands`).
struct ERPOrderView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    /// Placed as an order here.
    case accepted
    /// For leads to name its customer.
    case waiting
    /// What came last could not be taken; `reason` says why.
    case parked
    case cancelled
  }

  var source: String
  var orderNumber: String
  var state: State
  var reason: String?
  var orderId: ID<Order>?
  var revision: Int
}

/// One order where both parameters say which, else a page of all.
struct ERPOrdersAnswer: Codable, Sendable {
  var source: String?
  var orderNumber: String?
  var state: ERPOrderView.State?
  var reason: String?
  var orderId: ID<Order>?
  var revision: Int?
  var items: [ERPOrderView]?
  var nextCursor: String?

  init(_ order: ERPOrderView) {
    source = order.source
    orderNumber = order.orderNumber
    state = order.state
    reason = order.reason
    orderId = order.orderId
    revision = order.revision
  }

  init(_ page: Page<ERPOrderView>) {
    items = page.items
    nextCursor = page.nextCursor
  }
}

enum ERPOrderQueries {
  static func answer(_ query: QueryRequest, _ database: Database) throws -> Answer<ERPOrdersAnswer> {
    switch (query.text("source"), query.text("orderNumber")) {
    case (nil, nil):
      return Answer(ERPOrdersAnswer(try list(PageRequest(of: query.http, sortedBy: 2), database)))
    case (let source?, let number?):
      guard let order = try find(source, number, database) else {
        throw Problem.notFound(Localized(zh: "ERP 订单", en: "ERP order"), number)
      }
      return Answer(ERPOrdersAnswer(order))
    case (let source, _):
      throw Problem.invalidQuery(
        source == nil ? "source" : "orderNumber", "missing",
        Localized(
          zh: "请同时填写 source 与 orderNumber,或都不填。",
          en: "Write both 'source' and 'orderNumber', or neither for the list."))
    }
  }

  static func table(_ query: QueryRequest, _ context: RouteContext) throws -> HTTPResponse {
    try .csv(query, context, sortedBy: 2) { try list($0, $1) }
  }

  private static func find(_ source: String, _ number: String, _ database: Database) throws -> ERPOrderView? {
    let taken = try database.first(
      "SELECT * FROM erp_orders WHERE source = ? AND order_number = ?", source, number, read: view)
    let parked = try HeldKeys.find(source: source, key: number, in: database)
    return try parked.map { try view($0, over: taken, database) } ?? taken
  }

  /// In the order of sources and numbers, those that are only parked among the others.
  private static func list(_ page: PageRequest, _ database: Database) throws -> Page<ERPOrderView> {
    let after = page.cursor?.values.map { $0.string ?? "" } ?? ["", ""]
    var orders: [[String]: ERPOrderView] = [:]
    for order in try database.all(
      """
      SELECT * FROM erp_orders WHERE (source, order_number) > (?, ?) ORDER BY source, order_number LIMIT ?
      """, after[0], after[1], page.rows, read: view)
    {
      orders[[order.source, order.orderNumber]] = order
    }
    for key in try HeldKeys.list(
      of: Catalog.erpOrders, after: after[0], after[1], limit: page.rows, in: database)
    {
      orders[[key.source, key.key]] = try view(key, over: orders[[key.source, key.key]], database)
    }
    let sorted = orders.sorted { $0.key.lexicographicallyPrecedes($1.key, by: precedes) }.map(\.value)
    return Page(sorted, limit: page.limit) { [.string($0.source), .string($0.orderNumber)] }
  }

  /// As SQLite compares texts.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private static func view(_ row: borrowing Row) throws -> ERPOrderView {
    ERPOrderView(
      source: try row.text("source"), orderNumber: try row.text("order_number"), state: try row.choice("state"),
      reason: try row.optionalText("reason"), orderId: try row.optionalID("order_id"),
      revision: try row.int("revision"))
  }

  /// A record that is set aside tells more than what was taken before it. One that is held alone, since its order
  /// number cannot be read, has no revision: it is no order, but a dead letter.
  private static func view(
    _ key: HeldKey, over taken: ERPOrderView?, _ database: Database
  ) throws -> ERPOrderView? {
    guard let revision = try HeldKeys.records(of: key.id, in: database).compactMap(\.revision).max() else {
      return taken
    }
    return ERPOrderView(
      source: key.source, orderNumber: key.key, state: .parked, reason: key.reason, orderId: taken?.orderId,
      revision: revision)
  }
}
