import Contracts
import Kernel
import SalesService
import ServiceRuntime
import TestSupport
import Testing

@Suite("Who sees and does what in sales", .serialized)
struct ScopeTests {
  private typealias Owner = ScopeWalk.Owner

  private static let tokens = Result { try Tokens(secret: String(repeating: "k", count: 32), keySet: nil) }

  /// The ids of one owner's things.
  private struct Things: Sendable {
    var quote = ""
    var order = ""
    /// Nothing of it is delivered.
    var openOrder = ""
    var delivery = ""
    var measurement = ""
  }

  private static func body(_ text: String, of owner: Owner) -> String {
    text.replacing("c-1", with: "c-\(owner)").replacing("l-1", with: "l-\(owner)").replacing("s-12", with: "\(owner)")
      .replacing("foshan-1", with: owner.shop).replacing("d-3", with: "\(owner)")
  }

  private static func measurement(of owner: Owner, _ order: String) -> String {
    #"{"customerId": "c-\#(owner)", "orderId": "\#(order)", "designerId": "\#(owner)", "confirmed": true}"#
  }

  private static let product = """
    {"sku": "P-1", "name": "柜", "unit": "件", "price": {"amount": 100, "currency": "CNY"}, "category": "柜"}
    """

  /// Of the bodies' lines.
  private static let listed = """
    {"sku": "WD-2400", "name": "衣柜", "unit": "平方米", "price": {"amount": 98000, "currency": "CNY"}, "category": "柜"}
    """

  private static let warehouse = #"{"code": "w-1", "name": "一仓"}"#

  /// Three customers, each with a lead, a quote, an order, a delivery and a measurement of one owner.
  private static func furnish(_ suite: SalesSuite) async throws -> [Owner: Things] {
    var things: [Owner: Things] = [:]
    for owner in Owner.allCases {
      try suite.say(
        EmployeeChanged(
          code: ID(owner.rawValue), name: owner.rawValue, role: "net-sales", shop: ID(owner.shop), active: true))
      try suite.say(ShopChanged(code: ID(owner.shop), name: owner.shop, address: nil))
      try suite.register(ID("c-\(owner)"), "客户", owner.phone)
      try suite.capture(ID("l-\(owner)"), of: ID("c-\(owner)"), ownedBy: ID(owner.rawValue))
    }
    try await suite.until("sales knows all") {
      try await suite.call("GET", "/v1/customers/c-stranger").texts("leads") == ["l-stranger"]
    }
    for owner in Owner.allCases {
      var some = Things()
      some.quote = try #require(try await suite.post("/v1/quotes", body(Bodies.quote, of: owner)).text("id"))
      some.openOrder = try #require(try await suite.post("/v1/orders", body(Bodies.order, of: owner)).text("id"))
      some.order = try #require(try await suite.post("/v1/orders", body(Bodies.order, of: owner)).text("id"))
      let note = try await suite.post("/v1/orders/\(some.order)/deliveries", delivery)
      some.delivery = try #require(note.text("id"))
      let visit = try await suite.post("/v1/measurements", measurement(of: owner, some.order))
      some.measurement = try #require(visit.text("id"))
      things[owner] = some
    }
    try await suite.erp("placed", "XS-0", revision: 1, becomes: "accepted")
    for (path, body) in [("products", product), ("products", listed), ("warehouses", warehouse)] {
      #expect(try await suite.post("/v1/\(path)", body).status == 201)
    }
    return things
  }

  private static func sample(_ route: RouteDescription, _ owner: Owner, _ things: Things) -> ScopeWalk.Sample? {
    let phone = owner.phone
    return switch "\(route.method) \(route.pattern)" {
    case "GET /v1/quotes", "GET /v1/quotes.csv": .init(marker: things.quote, secret: phone)
    case "POST /v1/quotes": .init(body: body(Bodies.quote, of: owner))
    case "POST /v1/quotes/{id}/revise":
      .init(["id": things.quote], body: #"{"validUntil": "2026-12-31", "lines": [\#(Bodies.line)]}"#)
    case let text where text.contains("/v1/quotes/{id}"): .init(["id": things.quote], secret: phone)
    case "GET /v1/orders", "GET /v1/orders.csv": .init(marker: things.order, secret: phone)
    case "POST /v1/orders": .init(body: body(Bodies.order, of: owner))
    case "POST /v1/orders/{id}/amend": .init(["id": things.openOrder], body: Bodies.amendment)
    case "POST /v1/orders/{id}/deliveries": .init(["id": things.openOrder], body: delivery)
    case let text where text.contains("/v1/orders/{id}"): .init(["id": things.order], body: #"{"reason": "取消"}"#)
    case "GET /v1/deliveries", "GET /v1/deliveries.csv": .init(marker: things.delivery)
    case let text where text.contains("/v1/deliveries/{id}"):
      .init(["id": things.delivery], body: #"{"reason": "取消"}"#, secret: phone)
    case "GET /v1/reminders", "GET /v1/reminders.csv":
      .init(query: "asOf=2026-12-31", marker: things.openOrder, secret: phone)
    case "GET /v1/measurements", "GET /v1/measurements.csv": .init(marker: things.measurement)
    case "POST /v1/measurements": .init(body: measurement(of: owner, things.order))
    case "GET /v1/measurements/{id}": .init(["id": things.measurement])
    case "GET /v1/customers", "GET /v1/customers.csv": .init(marker: "c-\(owner)", secret: phone)
    case "POST /v1/customers/{id}/recommendations":
      .init(["id": "c-\(owner)"], body: #"{"sku": "P-1", "outcome": "declined"}"#)
    case let text where text.contains("/v1/customers/{id}"): .init(["id": "c-\(owner)"], secret: phone)
    case "POST /v1/products": .init(body: product)
    case let text where text.contains("/v1/products"): .init(["sku": "P-1"], body: #"{"name": "柜子"}"#)
    case "POST /v1/warehouses": .init(body: #"{"code": "w-2", "name": "二仓"}"#)
    case let text where text.contains("/v1/warehouses"): .init(["code": "w-1"], body: #"{"name": "一仓"}"#)
    case let text where text.contains("/v1/erp-orders"): .init()
    case "GET /erp": .init()
    case "POST /erp": .init(body: "source=%2Ferp%2Fgz&from=2026-11-01&to=2026-11-01")
    case "POST /v1/erp-reconciliations/request": .init(body: #"{"source": "/erp/gz", "from": "2026-11-01"}"#)
    case let text where text.contains("/v1/erp-reconciliations"): .init()
    case let text where text.contains("/v1/erp-differences"): .init()
    case "POST /v1/erp/reconciliations": .init(body: reconciliation)
    case "POST /v1/erp-outbound-orders/{id}/send": .init(["id": things.order])
    case let text where text.contains("/v1/erp-outbound-orders"): .init()
    case let text where text.contains("/v1/stock") || text.contains("/v1/erp-messages"): .init()
    case "POST /v1/erp/products":
      .init(
        body: #"""
          {"source": "/erp", "sku": "E-9", "revision": 1, "name": "柜", "category": "柜类", "unit": "件",
          "price": {"amount": 100, "currency": "CNY"}}
          """#)
    case "POST /v1/erp/stock":
      .init(
        body: #"""
          {"source": "/erp", "sku": "E-9", "warehouse": "w-1", "onHand": {"value": 5, "scale": 0},
          "asOf": "2026-11-22T00:00:00Z"}
          """#)
    case "POST /v1/erp/production":
      .init(body: #"{"source": "/erp", "orderNumber": "XS-9", "revision": 1, "state": "started"}"#)
    case "POST /v1/erp/shipments":
      .init(
        body: #"""
          {"source": "/erp", "shipmentNumber": "CK-9", "revision": 1, "orderNumber": "XS-9", "dispatchedOn": "2026-11-22",
          "lines": [{"lineNumber": "10", "quantity": {"value": 1, "scale": 0}}]}
          """#)
    case "POST /v1/erp/orders":
      .init(
        body: Bodies.erpOrder("XS-9", revision: 1).replacing(
          #"{"orderNumber""#, with: #"{"source": "/erp", "orderNumber""#))
    case let text where text.contains("/v1/audit/reads"): .init(query: "subject=c-1")
    default: nil
    }
  }

  private static let reconciliation = """
    {"source": "/erp/gz", "about": "order", "from": "2026-11-01", "to": "2026-11-01", "asOf": "2026-11-22T00:00:00Z", \
    "days": []}
    """

  private static let delivery = #"{"deliveredOn": "2026-11-22", "warehouse": "w-1"}"#

  @Test("every role meets its own, its shop's and others' things at every route as the table says")
  func walk() async throws {
    let tokens = try Self.tokens.get()
    try await SalesSuite.with(tokens: tokens) { suite in
      let things = try await Self.furnish(suite)
      let approvals = try ApprovalSamples(in: suite.sales, as: SalesOwner.self, at: suite.clock.now)
      let walk = ScopeWalk(suite.sales, tokens, at: suite.clock.now) { route, owner in
        approvals.sample(route, owner) ?? things[owner].flatMap { Self.sample(route, owner, $0) }
      }
      for deviation in try await walk.deviations(in: SalesService.definition().routes) {
        Issue.record("\(deviation)")
      }
    }
  }
}
