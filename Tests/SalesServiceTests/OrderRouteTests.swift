import SalesService
import ServiceRuntime
import TestSupport
import Testing

@Suite("Orders over HTTP", .serialized)
struct OrderRouteTests {
  @Test("an order is placed, amended and cancelled, and says how it came about")
  func lifecycle() async throws {
    try await SalesSuite.with { suite in
      let placed = try await suite.post("/v1/orders", Bodies.order)
      let id = try #require(placed.text("id"))
      let lineId = try #require(placed.text("lines/0/lineId"))
      #expect(placed.status == 201 && placed.text("number") == "SO-2026-000001" && placed.text("state") == "confirmed")
      #expect(placed.number("instalments/0/amount/amount") == 349_125)
      #expect(placed.number("instalments/1/amount/amount") == 814_625)

      let amendment = Bodies.amendment.replacing(
        "\"lines\": [{", with: "\"lines\": [{\"lineId\": \"\(lineId)\", ")
      let amended = try await suite.post("/v1/orders/\(id)/amend", amendment)
      #expect(amended.status == 200 && amended.number("version") == 2 && amended.number("total/amount") == 2_327_500)
      #expect(amended.text("lines/0/lineId") == lineId && amended.text("promisedOn") == "2026-12-31")
      #expect(amended["instalments/0/instalmentId"] == placed["instalments/0/instalmentId"])
      #expect(amended.texts("history/1/diff/addedLines") == [amended.text("lines/1/lineId")])
      let unknown = Bodies.amendment.replacing("\"lines\": [{", with: "\"lines\": [{\"lineId\": \"x\", ")
      #expect(try await suite.post("/v1/orders/\(id)/amend", unknown).text("errors/0/pointer") == "/lines/0/lineId")

      #expect(
        try await suite.post("/v1/orders/\(id)/cancel", #"{"reason": " "}"#).text("errors/0/pointer") == "/reason")
      let cancelled = try await suite.post("/v1/orders/\(id)/cancel", #"{"reason": "不做了"}"#)
      #expect(cancelled.text("state") == "cancelled" && cancelled.text("cancelledOn") == "2026-11-22")
      #expect(cancelled.etag == "\"v3\"")
      for verb in ["amend", "cancel"] {
        let body = verb == "amend" ? Bodies.amendment : #"{"reason": "again"}"#
        #expect(try await suite.post("/v1/orders/\(id)/\(verb)", body).text("type") == "/problems/order-cancelled")
      }
      let read = try await suite.call("GET", "/v1/orders/\(id)")
      #expect(read.json == cancelled.json && read.count("history") == 3)
      #expect(try await suite.call("GET", "/v1/orders?q=%E9%99%88%E4%BC%9F&state=cancelled").count("items") == 1)
      #expect(try await suite.call("GET", "/v1/orders?salespersonId=s-1").count("items") == 0)
      #expect(try await suite.call("GET", "/v1/orders?state=lost").status == 422)
      #expect(try await suite.call("GET", "/v1/orders/x").status == 404)
    }
  }

  @Test("the same key gives the same order; another body under it is refused")
  func idempotency() async throws {
    try await SalesSuite.with { suite in
      let first = try await suite.post("/v1/orders", Bodies.order, key: "\"k-1\"")
      let second = try await suite.post("/v1/orders", Bodies.order, key: "\"k-1\"")
      #expect(first.status == 201 && second.status == 201 && first.plain == second.plain)
      let other = try await suite.post("/v1/orders", Bodies.order.replacing("home", with: "shop"), key: "\"k-1\"")
      #expect(other.status == 422 && other.text("type") == "/problems/idempotency-key-reused")
      #expect(try await suite.call("GET", "/v1/orders").count("items") == 1)
    }
  }

  /// A part of the order's body, what stands there instead, and the pointer that the answer names.
  static let refusals: [(String, String, String)] = [
    ("\"value\": 1250", "\"value\": 0", "/lines/0/quantity/value"),
    ("\"value\": 1250", "\"value\": -1", "/lines/0/quantity/value"),
    ("\"scale\": 2", "\"scale\": 7", "/lines/0/quantity/scale"),
    ("\"amount\": 98000", "\"amount\": -1", "/lines/0/unitPrice/amount"),
    ("\"amount\": 98000", "\"amount\": 98000.5", "/lines/0/unitPrice/amount"),
    ("\"CNY\"", "\"RMB\"", "/lines/0/unitPrice/currency"),
    ("\"discountPercent\": 5", "\"discountPercent\": 100.01", "/lines/0/discountPercent"),
    ("\"discountPercent\": 5", "\"taxRatePercent\": -0.01", "/lines/0/taxRatePercent"),
    ("\"discountPercent\": 5", "\"discont\": 5", "/lines/0/discont"),
    ("\"description\": \"衣柜\"", "\"description\": \"\"", "/lines/0/description"),
    (
      "\"description\": \"衣柜\"", "\"description\": \"\(String(repeating: "柜", count: 10_001))\"", "/lines/0/description"
    ),
    ("[\(Bodies.line)]", "[]", "/lines"),
    ("[\(Bodies.line)]", "[\(Array(repeating: Bodies.line, count: 501).joined(separator: ","))]", "/lines"),
    ("\"lines\": [\(Bodies.line)], ", "", "/lines"),
    ("\"lines\"", "\"quoteId\": \"q\", \"lines\"", "/lines"),
    ("\"lines\": [\(Bodies.line)]", "\"quoteId\": \"q\"", "/quoteId"),
    ("\"percent\": 70", "\"percent\": 69.99", "/instalments"),
    ("\"percent\": 70", "\"amount\": {\"amount\": 1, \"currency\": \"CNY\"}", "/instalments/1"),
    ("\"dueOn\": \"2026-12-31\"", "\"dueOn\": \"2026-02-30\"", "/instalments/1/dueOn"),
    ("\"promisedOn\": \"2026-12-31\"", "\"promisedOn\": \"2026-11-21\"", "/promisedOn"),
    ("\"signedAt\": \"home\"", "\"signedAt\": \"street\"", "/signedAt"),
    ("\"signedOn\": \"2026-11-22\", ", "", "/signedOn"),
    ("\"c-1\"", "\"c-9\"", "/customerId"),
    ("\"c-1\"", "\"c-2\"", "/leadId"),
    ("\"l-1\"", "\"l-9\"", "/leadId"),
    ("\"customerId\"", "\"total\": 1, \"customerId\"", "/total"),
  ]

  @Test("every field is checked, and named where it is wrong")
  func refused() async throws {
    try await SalesSuite.with { suite in
      for (text, wrong, pointer) in Self.refusals {
        #expect(Bodies.order.contains(text))
        let reply = try await suite.post("/v1/orders", Bodies.order.replacing(text, with: wrong))
        #expect(reply.status == 422, "\(wrong.prefix(80))")
        #expect(reply.text("errors/0/pointer") == pointer, "\(wrong.prefix(80))")
      }
      #expect(try await suite.call("GET", "/v1/orders").count("items") == 0)
    }
  }

  @Test("an unknown customer may still be on its way: after its event the same order is taken")
  func lateCustomer() async throws {
    try await SalesSuite.with { suite in
      let body = Bodies.order.replacing("c-1", with: "c-3").replacing("\"leadId\": \"l-1\", ", with: "")
      let early = try await suite.post("/v1/orders", body, key: "\"late\"")
      #expect(early.text("errors/0/detail")?.contains("on its way") == true)
      #expect(try await suite.call("GET", "/v1/customers/c-3").status == 404)
      try suite.register("c-3", "王芳", "13700137000")
      try await suite.until("the customer has come") {
        try await suite.call("GET", "/v1/customers?q=%E7%8E%8B").count("items") == 1
      }
      #expect(try await suite.post("/v1/orders", body, key: "\"late\"").status == 201)
    }
  }

  @Test("numbers count up by the year of signing")
  func numbers() async throws {
    try await SalesSuite.with { suite in
      var numbers: [String?] = []
      for year in ["2026", "2025", "2026", "2025"] {
        let body = Bodies.order.replacing("\"signedOn\": \"2026", with: "\"signedOn\": \"\(year)")
        numbers.append(try await suite.post("/v1/orders", body).text("number"))
      }
      #expect(numbers == ["SO-2026-000001", "SO-2025-000001", "SO-2026-000002", "SO-2025-000002"])
    }
  }
}
