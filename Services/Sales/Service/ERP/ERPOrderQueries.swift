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
  /// When the last message of it came that was taken or set aside; nil where a build took it that did not note it.
  var lastMessageAt: Instant?
  /// Another message contradicts the one that was taken: its id or its revision with other content.
  var conflict: String?
}

/// One order where both parameters say which, else a page of all.
struct ERPOrdersAnswer: Codable, Sendable {
  var source: String?
  var orderNumber: String?
  var state: ERPOrderView.State?
  var reason: String?
  var orderId: ID<Order>?
  var revision: Int?
  var lastMessageAt: Instant?
  var conflict: String?
  var items: [ERPOrderView]?
  var nextCursor: String?

  init(_ order: ERPOrderView) {
    source = order.source
    orderNumber = order.orderNumber
    state = order.state
    reason = order.reason
    orderId = order.orderId
    revision = order.revision
    lastMessageAt = order.lastMessageAt
    conflict = order.conflict
  }

  init(_ page: Page<ERPOrderView>) {
    items = page.items
    nextCursor = page.nextCursor
  }
}

enum ERPOrderQueries {
  static func answer(_ query: QueryRequest, _ database: Database) throws -> Answer<ERPOrdersAnswer> {
    switch (query.text("source"), query.text("orderNumber")) {
    case (_, nil):
      return Answer(ERPOrdersAnswer(try list(query, PageRequest(of: query.http, sortedBy: 2), database)))
    case (let source?, let number?):
      guard let order = try find(source, number, database) else {
        throw Problem.notFound(Localized(zh: "ERP 订单", en: "ERP order"), number)
      }
      return Answer(ERPOrdersAnswer(order))
    case (nil, _):
      throw Problem.invalidQuery(
        "source", "missing",
        Localized(
          zh: "查一张单时请同时填写 source；单号只在一个来源内唯一。",
          en: "Write 'source' beside 'orderNumber': a number is unique within one source."))
    }
  }

  static func table(_ query: QueryRequest, _ context: RouteContext) throws -> HTTPResponse {
    try .csv(query, context, sortedBy: 2) { try list(query, $0, $1) }
  }

  private static let taken = """
    SELECT o.*, m.at, m.conflict FROM erp_orders o LEFT JOIN erp_messages m USING (source, order_number)
    """

  static func find(_ source: String, _ number: String, _ database: Database) throws -> ERPOrderView? {
    let taken = try database.first(
      "\(taken) WHERE o.source = ? AND o.order_number = ?", source, number, read: view)
    let parked = try HeldKeys.find(source: source, key: number, in: database)
    return try parked.map { try view($0, over: taken, database) } ?? taken
  }

  /// In the order of sources and numbers, those that are only parked among the others.
  private static func list(
    _ query: QueryRequest, _ page: PageRequest, _ database: Database
  ) throws -> Page<ERPOrderView> {
    let after = page.cursor?.values.map { $0.string ?? "" } ?? ["", ""]
    let source = query.text("source")
    let state = try query.choice("state", of: ERPOrderView.State.self)
    let since = try query.instant("since")?.milliseconds
    var orders: [[String]: ERPOrderView] = [:]
    // One that is parked stands as it was taken before, which is of interest where all are asked for.
    for order in state == .parked
      ? []
      : try database.all(
        """
        \(taken) WHERE (o.source, o.order_number) > (?1, ?2) AND (?4 IS NULL OR o.source = ?4)
          AND (?5 IS NULL OR o.state = ?5 AND NOT EXISTS (
            SELECT 1 FROM held_keys k JOIN kept_records r ON r.held = k.id
            WHERE k.source = o.source AND k.key = o.order_number AND r.revision IS NOT NULL))
          AND (?6 IS NULL OR m.at >= ?6)
        ORDER BY o.source, o.order_number LIMIT ?3
        """, after[0], after[1], page.rows, source, state?.rawValue, since, read: view)
    {
      orders[[order.source, order.orderNumber]] = order
    }
    if state == nil || state == .parked {
      for key in try HeldKeys.list(
        of: Catalog.erpOrders, after: after[0], after[1], source: source, since: since, limit: page.rows, in: database)
      {
        let taken = try orders[[key.source, key.key]] ?? find(key, database)
        orders[[key.source, key.key]] = try view(key, over: taken, database)
      }
    }
    let sorted = orders.sorted { $0.key.lexicographicallyPrecedes($1.key, by: precedes) }.map(\.value)
    return Page(sorted, limit: page.limit) { [.string($0.source), .string($0.orderNumber)] }
  }

  private static func find(_ key: HeldKey, _ database: Database) throws -> ERPOrderView? {
    try database.first("\(taken) WHERE o.source = ? AND o.order_number = ?", key.source, key.key, read: view)
  }

  /// As SQLite compares texts.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private static func view(_ row: borrowing Row) throws -> ERPOrderView {
    ERPOrderView(
      source: try row.text("source"), orderNumber: try row.text("order_number"), state: try row.choice("state"),
      reason: try row.optionalText("reason"), orderId: try row.optionalID("order_id"),
      revision: try row.int("revision"), lastMessageAt: try row.optionalInstant("at"),
      conflict: try row.optionalText("conflict"))
  }

  /// A record that is set aside tells more than what was taken before it. One that is held alone, since its order
  /// number cannot be read, has no revision: it is no order, but a dead letter.
  private static func view(
    _ key: HeldKey, over taken: ERPOrderView?, _ database: Database
  ) throws -> ERPOrderView? {
    guard let revision = try HeldKeys.records(of: key.id, in: database).compactMap(\.revision).max() else {
      return taken
    }
    // What contradicts the order does not change how it stands.
    if let taken, taken.conflict == key.reason { return taken }
    return ERPOrderView(
      source: key.source, orderNumber: key.key, state: .parked, reason: key.reason, orderId: taken?.orderId,
      revision: revision, lastMessageAt: key.since)
  }
}
