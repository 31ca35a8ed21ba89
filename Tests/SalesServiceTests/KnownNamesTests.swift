import Contracts
import Kernel
import SalesService
import ServiceRuntime
import TestSupport
import Testing

@Suite("Products and warehouses that a person names", .serialized)
struct KnownNamesTests {
  private static let tokens = Result { try Tokens(secret: String(repeating: "k", count: 32), keySet: nil) }

  /// A suite in which people have tokens, with an order, and what a salesperson asks of it.
  private func with(_ body: (SalesSuite, [String: String], String) async throws -> Void) async throws {
    let tokens = try Self.tokens.get()
    try await SalesSuite.with(tokens: tokens) { suite in
      let token = try tokens.sign(
        Caller(subject: "s-12", name: "王芳", roles: [.manager], shop: "foshan-1"), at: suite.clock.now, validFor: 3_600)
      for code in ["s-12", "d-3"] {
        try suite.say(EmployeeChanged(code: ID(code), name: code, role: "shop", shop: "foshan-1", active: true))
      }
      try suite.say(ShopChanged(code: "foshan-1", name: "佛山店", address: nil))
      let order = try await suite.post("/v1/orders", Bodies.order)
      try await suite.until("the people are known") {
        try await suite.call("POST", "/v1/orders", Bodies.order, ["Authorization": "Bearer \(token)"]).status == 201
      }
      try await body(suite, ["Authorization": "Bearer \(token)"], try #require(order.text("id")))
    }
  }

  @Test("a warehouse is known by its code once any is registered, and active; printed by its name")
  func warehouses() async throws {
    try await with { suite, seller, order in
      func deliver(_ warehouse: String, _ value: Int) async throws -> Reply {
        let line = try #require(try await suite.call("GET", "/v1/orders/\(order)").text("lines/0/lineId"))
        let part = #"{"lineId": "\#(line)", "quantity": {"value": \#(value), "scale": 2}}"#
        return try await suite.call(
          "POST", "/v1/orders/\(order)/deliveries",
          #"{"deliveredOn": "2026-11-22", "warehouse": "\#(warehouse)", "lines": [\#(part)]}"#, seller)
      }
      #expect(try await deliver("后院", 100).status == 201)
      let added = try await suite.post(
        "/v1/warehouses", #"{"code": "lecong", "name": "顺德乐从仓", "address": "物流园 3 号"}"#)
      #expect(added.status == 201 && added["active"] == .bool(true))
      let taken = try await suite.post("/v1/warehouses", #"{"code": "lecong", "name": "另一个"}"#)
      #expect(taken.text("type") == "/problems/code-taken")
      let unknown = try await deliver("后院", 100)
      #expect(unknown.status == 422 && unknown.text("errors/0/code") == "unknown-warehouse")
      #expect(unknown.text("errors/0/pointer") == "/warehouse")
      let noted = try await deliver("lecong", 100)
      #expect(noted.status == 201)
      let page = try await suite.call("GET", "/v1/deliveries/\(try #require(noted.text("id"))).html")
      #expect(page.plain.contains("顺德乐从仓"))
      let edited = try await suite.call(
        "PATCH", "/v1/warehouses/lecong", #"{"active": false, "address": null}"#, ["If-Match": #""v1""#])
      #expect(edited["active"] == .bool(false) && edited.text("address") == nil && edited.text("name") == "顺德乐从仓")
      #expect(try await deliver("lecong", 100).text("errors/0/code") == "inactive-warehouse")
      // Operations bring history as it was.
      let imported = try await suite.post(
        "/v1/orders/\(order)/deliveries", #"{"deliveredOn": "2026-11-22", "warehouse": "旧仓"}"#)
      #expect(imported.status == 201)
    }
  }

  @Test("a SKU is one of the catalogue once there is one; what an order has already stays")
  func products() async throws {
    try await with { suite, seller, order in
      let quote = Bodies.quote
      #expect(try await suite.call("POST", "/v1/quotes", quote, seller).status == 201)
      let product = """
        {"sku": "P-1", "name": "柜", "unit": "件", "price": {"amount": 100, "currency": "CNY"}, "category": "柜"}
        """
      #expect(try await suite.post("/v1/products", product).status == 201)
      for (path, body) in [("quotes", quote), ("orders", Bodies.order)] {
        let refused = try await suite.call("POST", "/v1/\(path)", body, seller)
        #expect(refused.status == 422 && refused.text("errors/0/pointer") == "/lines/0/sku", "\(path)")
        #expect(refused.text("errors/0/code") == "unknown-product")
        let known = body.replacing("WD-2400", with: "P-1")
        #expect(try await suite.call("POST", "/v1/\(path)", known, seller).status == 201)
      }
      let amended = try await suite.call("POST", "/v1/orders/\(order)/amend", Bodies.amendment, seller)
      #expect(amended.status == 200)
    }
  }
}
