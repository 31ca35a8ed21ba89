import TestSupport
import Testing

@Suite("Products and quotes over HTTP", .serialized)
struct QuoteRouteTests {
  @Test("a product is added once, and edited only by those who know its version")
  func products() async throws {
    try await SalesSuite.with { suite in
      let body =
        #"{"sku": "WD-1", "name": "衣柜", "unit": "m²", "price": {"amount": 98000, "currency": "CNY"}, "category": "柜"}"#
      let added = try await suite.post("/v1/products", body)
      #expect(added.status == 201 && added.etag == "\"v1\"")
      #expect(try await suite.post("/v1/products", body).status == 409)
      let edit = #"{"price": {"amount": 99000, "currency": "CNY"}}"#
      #expect(try await suite.call("PATCH", "/v1/products/WD-1", edit).status == 428)
      #expect(try await suite.call("PATCH", "/v1/products/WD-1", edit, ["If-Match": "\"v9\""]).status == 412)
      let edited = try await suite.call("PATCH", "/v1/products/WD-1", edit, ["If-Match": "\"v1\""])
      #expect(edited.status == 200 && edited.etag == "\"v2\"")
      let read = try await suite.call("GET", "/v1/products/WD-1")
      #expect(read.number("price/amount") == 99_000 && read.text("name") == "衣柜" && read.etag == "\"v2\"")
      #expect(try await suite.call("GET", "/v1/products?q=wd").count("items") == 1)
      #expect(try await suite.call("GET", "/v1/products?category=x").count("items") == 0)
      let negative = body.replacing("98000", with: "-1").replacing("WD-1", with: "WD-2")
      #expect(try await suite.post("/v1/products", negative).text("errors/0/pointer") == "/price/amount")
    }
  }

  @Test("a quote is drafted, issued, accepted and ordered; it makes no second order")
  func lifecycle() async throws {
    try await SalesSuite.with { suite in
      let draft = try await suite.post("/v1/quotes", Bodies.quote)
      let id = try #require(draft.text("id"))
      #expect(draft.status == 201 && draft.text("state") == "draft" && draft.text("number") == "QT-2026-000001")
      #expect(draft.number("total/amount") == 1_163_750 && draft.number("taxes/0/tax/amount") == 133_883)
      #expect(try await suite.post("/v1/quotes/\(id)/accept", "{}").status == 409)
      #expect(
        try await suite.post("/v1/orders", Bodies.order(ofQuote: id)).text("type") == "/problems/quote-not-accepted")
      #expect(try await suite.post("/v1/quotes/\(id)/issue", "{}").text("issuedOn") == "2026-11-22")
      let revision = #"{"validUntil": "2026-12-31", "lines": [\#(Bodies.line), \#(Bodies.line)]}"#
      let revised = try await suite.post("/v1/quotes/\(id)/revise", revision)
      #expect(revised.number("version") == 2 && revised.text("state") == "draft")
      #expect(revised.number("total/amount") == 2_327_500)
      _ = try await suite.post("/v1/quotes/\(id)/issue", "{}")
      #expect(try await suite.post("/v1/quotes/\(id)/accept", "{}").text("state") == "accepted")
      #expect(try await suite.post("/v1/quotes/\(id)/decline", "{}").status == 409)

      let csv = try await suite.call("GET", "/v1/quotes/\(id).csv").plain
      #expect(csv.split(separator: "\r\n").count == 3 && csv.contains("12.50,980.00,5.00,13.00,11637.50,CNY"))
      let html = try await suite.call("GET", "/v1/quotes/\(id).html")
      #expect(html.status == 200 && html.plain.contains("陈伟") && html.plain.contains("CNY 23275.00"))
      #expect(try await suite.call("GET", "/v1/quotes?state=accepted&q=380013").count("items") == 1)
      #expect(try await suite.call("GET", "/v1/quotes?customerId=c-2").count("items") == 0)
      #expect(try await suite.call("GET", "/v1/quotes.csv").plain.contains("QT-2026-000001"))

      let other = Bodies.order(ofQuote: id).replacing("c-1", with: "c-2").replacing("\"leadId\": \"l-1\", ", with: "")
      #expect(try await suite.post("/v1/orders", other).text("errors/0/pointer") == "/quoteId")
      // The quote's lead comes with it.
      let order = try await suite.post(
        "/v1/orders", Bodies.order(ofQuote: id).replacing("\"leadId\": \"l-1\", ", with: ""))
      #expect(order.status == 201 && order.text("leadId") == "l-1" && order.text("quoteId") == id)
      for field in ["lineId", "unitPrice", "quantity", "amount"] {
        #expect(order["lines/0/\(field)"] == revised["lines/0/\(field)"], "\(field)")
      }
      #expect(order.count("lines") == revised.count("lines") && order.number("total/amount") == 2_327_500)
      let again = try await suite.post("/v1/orders", Bodies.order(ofQuote: id))
      #expect(again.status == 409 && again.text("type") == "/problems/quote-already-ordered")
      #expect(try await suite.call("GET", "/v1/quotes/\(id)").text("orderId") == order.text("id"))
    }
  }

  @Test("the last valid day ends at midnight of the company's zone")
  func expiry() async throws {
    try await SalesSuite.with { suite in
      let draft = try await suite.post("/v1/quotes", Bodies.quote.replacing("2026-12-31", with: "2026-11-22"))
      let id = try #require(draft.text("id"))
      _ = try await suite.post("/v1/quotes/\(id)/issue", "{}")
      suite.clock.advance(milliseconds: 86_400_000)
      let late = try await suite.post("/v1/quotes/\(id)/accept", "{}")
      #expect(late.status == 409 && late.text("type") == "/problems/quote-expired")
      let earlier = try await suite.post("/v1/quotes/\(id)/accept", #"{"occurredAt": "2026-11-22T10:00:00.000Z"}"#)
      #expect(earlier.status == 200 && earlier.text("acceptedOn") == "2026-11-22")
    }
  }

  @Test("two orders of one quote at once make exactly one")
  func race() async throws {
    try await SalesSuite.with { suite in
      let id = try #require(try await suite.post("/v1/quotes", Bodies.quote).text("id"))
      _ = try await suite.post("/v1/quotes/\(id)/issue", "{}")
      _ = try await suite.post("/v1/quotes/\(id)/accept", "{}")
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<6 { group.addTask { try await suite.post("/v1/orders", Bodies.order(ofQuote: id)).status } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.sorted() == [201, 409, 409, 409, 409, 409])
      #expect(try await suite.call("GET", "/v1/orders").count("items") == 1)
    }
  }
}
