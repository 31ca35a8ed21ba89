import Contracts
import Kernel
import SalesService
import ServiceRuntime
import TestSupport
import Testing

@Suite("Deliveries and measurements over HTTP", .serialized)
struct DeliveryRouteTests {
  private func delivery(_ line: String, _ value: Int, _ scale: Int = 2) -> String {
    """
    {"deliveredOn": "2026-11-22", "warehouse": "佛山仓", \
    "lines": [{"lineId": "\(line)", "quantity": {"value": \(value), "scale": \(scale)}}]}
    """
  }

  @Test("two parts make the order complete; a cancelled one is to be delivered again")
  func parts() async throws {
    try await SalesSuite.with { suite in
      let order = try await suite.post("/v1/orders", Bodies.order)
      let (id, line) = (try #require(order.text("id")), try #require(order.text("lines/0/lineId")))
      #expect(order.text("delivery") == "none" && order.number("lines/0/remaining/value") == 1250)
      let first = try await suite.post("/v1/orders/\(id)/deliveries", delivery(line, 500))
      #expect(first.status == 201 && first.text("number") == "DN-2026-000001")
      #expect(first.number("amount/amount") == 465_500 && first["complete"] == .bool(false))
      let above = try await suite.post("/v1/orders/\(id)/deliveries", delivery(line, 751))
      #expect(above.status == 409 && above.text("type") == "/problems/above-order")
      let rest = try await suite.post(
        "/v1/orders/\(id)/deliveries", #"{"deliveredOn": "2026-11-22", "warehouse": "佛山仓"}"#)
      #expect(rest.number("lines/0/quantity/value") == 750 && rest["complete"] == .bool(true))
      #expect((first.number("amount/amount") ?? 0) + (rest.number("amount/amount") ?? 0) == 1_163_750)
      #expect(try await suite.call("GET", "/v1/orders/\(id)").text("delivery") == "complete")

      let note = try #require(rest.text("id"))
      let cancelled = try await suite.post("/v1/deliveries/\(note)/cancel", #"{"reason": "送错地址"}"#)
      #expect(cancelled.text("state") == "cancelled")
      #expect(try await suite.post("/v1/deliveries/\(note)/cancel", #"{"reason": "again"}"#).status == 409)
      let back = try await suite.call("GET", "/v1/orders/\(id)")
      #expect(back.text("delivery") == "partial" && back.number("lines/0/remaining/value") == 750)
      #expect(try await suite.call("GET", "/v1/deliveries?orderId=\(id)").count("items") == 2)

      let page = try await suite.call("GET", "/v1/deliveries/\(note).html?copy=true", nil, ["Accept-Language": "en"])
      #expect(page.plain.contains("Delivery note") && page.plain.contains("Copy") && page.plain.contains("Cancelled"))
      let chinese = try await suite.call("GET", "/v1/deliveries/\(note).html", nil, ["Accept-Language": "zh"])
      #expect(chinese.plain.contains("送货单") && chinese.plain.contains("已取消") && !chinese.plain.contains("副本"))
    }
  }

  @Test("many notes at once never deliver more than is ordered")
  func concurrent() async throws {
    try await SalesSuite.with { suite in
      let order = try await suite.post("/v1/orders", Bodies.order)
      let (id, line) = (try #require(order.text("id")), try #require(order.text("lines/0/lineId")))
      let body = delivery(line, 200)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<12 { group.addTask { try await suite.post("/v1/orders/\(id)/deliveries", body).status } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.filter { $0 == 201 }.count == 6 && statuses.filter { $0 == 409 }.count == 6)
      #expect(try await suite.call("GET", "/v1/orders/\(id)").number("lines/0/remaining/value") == 50)
    }
  }

  @Test("a designer's measurement is kept and counted")
  func measurement() async throws {
    try await SalesSuite.with { suite in
      let body = """
        {"customerId": "c-1", "confirmed": true, "changed": [{"field": "room", "from": "1702", "to": "1703"}], \
        "appliances": [{"kind": "冰箱", "widthMm": 900, "heightMm": 1800, "depthMm": 650}], "constraints": "梁下 2.4 米"}
        """
      let kept = try await suite.post("/v1/measurements", body)
      #expect(kept.status == 201 && kept.number("visit") == 1 && kept.number("appliances/0/widthMm") == 900)
      #expect(try await suite.post("/v1/measurements", body).number("visit") == 2)
      let flat = body.replacing("\"depthMm\": 650", with: "\"depthMm\": 0")
      let refused = try await suite.post("/v1/measurements", flat)
      #expect(refused.status == 422 && refused.text("errors/0/pointer") == "/appliances/0/depthMm")
      #expect(
        try await suite.post("/v1/measurements", body.replacing("c-1", with: "x")).text("errors/0/pointer")
          == "/customerId")
      #expect(try await suite.call("GET", "/v1/measurements?customerId=c-1").count("items") == 2)
    }
  }
}
