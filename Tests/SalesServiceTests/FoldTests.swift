import Contracts
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@Suite("The tables are what the events say", .serialized)
struct FoldTests {
  @Test("after a random mix of commands and ERP messages nothing differs", arguments: [1, 2] as [UInt64])
  func mix(seed: UInt64) async throws {
    try await SalesSuite.with { suite in
      var random = SplitMix64(seed: seed)
      var quotes: [String] = []
      var orders: [String] = []
      // What each order of the ERP should come to: a higher revision wins, whatever it says.
      var erp: [String: (revision: Int, state: String)] = [:]
      for step in 0..<150 {
        let quote = quotes.randomElement(using: &random) ?? "none"
        let order = orders.randomElement(using: &random) ?? "none"
        let price = Int.random(in: 0...2_000_000, using: &random)
        func priced(_ body: String) -> String { body.replacing("98000", with: "\(price)") }
        let number = "XS-\(Int.random(in: 1...5, using: &random))"
        let revision = Int.random(in: 1...6, using: &random)
        switch Int.random(in: 0...11, using: &random) {
        case 0:
          let sku = Int.random(in: 1...4, using: &random)
          _ = try await suite.post(
            "/v1/products",
            """
            {"sku": "P-\(sku)", "name": "柜\(step)", "unit": "m", "price": {"amount": \(price), "currency": "CNY"}, \
            "category": "柜"}
            """)
        case 1...2: quotes.append(try await suite.post("/v1/quotes", priced(Bodies.quote)).text("id") ?? "none")
        case 3: _ = try await suite.post("/v1/quotes/\(quote)/issue", "{}")
        case 4: _ = try await suite.post("/v1/quotes/\(quote)/accept", "{}")
        case 5: _ = try await suite.post("/v1/quotes/\(quote)/decline", #"{"reason": "贵"}"#)
        case 6:
          _ = try await suite.post(
            "/v1/quotes/\(quote)/revise", priced(#"{"validUntil": "2026-12-31", "lines": [\#(Bodies.line)]}"#))
        case 7: orders.append(try await suite.post("/v1/orders", priced(Bodies.order)).text("id") ?? "none")
        case 8:
          if let id = try await suite.post("/v1/orders", Bodies.order(ofQuote: quote)).text("id") { orders.append(id) }
        case 9: _ = try await suite.post("/v1/orders/\(order)/amend", priced(Bodies.amendment))
        case 10: _ = try await suite.post("/v1/orders/\(order)/cancel", #"{"reason": "不做了"}"#)
        default:
          let isOrder = Bool.random(using: &random)
          if revision > erp[number]?.revision ?? 0 { erp[number] = (revision, isOrder ? "accepted" : "cancelled") }
          if isOrder {
            suite.erp("changed", Bodies.erpOrder(number, revision: revision, amount: price))
          } else {
            suite.erp("cancelled", Bodies.erpCancellation(number, revision: revision))
          }
        }
      }
      for (number, expected) in erp {
        _ = try await suite.erpOrder(number, is: expected.state, revision: expected.revision)
      }
      try await suite.expectNoDifferences()
      try await suite.expectSameAsLeads()
      for id in orders {
        let order = try await suite.call("GET", "/v1/orders/\(id)")
        guard order.status == 200 else { continue }
        let parts = (0..<order.count("instalments")).compactMap { order.number("instalments/\($0)/amount/amount") }
        #expect(parts.reduce(0, +) == order.number("total/amount"))
        #expect(order.number("taxes/0/gross/amount") == order.number("total/amount"))
      }
    }
  }
}

extension SalesSuite {
  /// The check of `joinery verify`: the copies are what the event journal of leads says.
  func expectSameAsLeads() async throws {
    let session = try #require(try await post("/ops/verify", "{}").text("session"))
    let page = try await call("GET", "/ops/journal?limit=1000", to: leads)
    #expect(page["next"] == nil)
    #expect(try await post("/ops/verify/\(session)/events", page.plain).status == 200)
    let result = try await post("/ops/verify/\(session)/compare", "{}")
    #expect(result.status == 200 && result.texts("differences").isEmpty, "\(result.plain)")
  }
}
