import Contracts
import JSON
import Kernel
import Messaging
import SalesService
import TestSupport
import Testing

@Suite("What the ERP tells besides orders", .serialized)
struct ERPKindRouteTests {
  // MARK: Messages

  private static func product(_ revision: Int, amount: Int = 98_000, more: String = "") -> String {
    """
    {"sku": "WD-2400", "revision": \(revision), "name": "衣柜 2400", "category": "衣柜", "unit": "平方米", \
    "price": {"amount": \(amount), "currency": "CNY"}\(more), "plant": 7}
    """
  }

  private static func stock(_ sku: String, _ warehouse: String, _ value: Int, at time: String, reserved: Int = 0)
    -> String
  {
    """
    {"sku": "\(sku)", "warehouse": "\(warehouse)", "onHand": {"value": \(value), "scale": 0}, \
    "reserved": {"value": \(reserved), "scale": 0}, "asOf": "2026-11-23T\(time):00Z"}
    """
  }

  private static func production(_ revision: Int, _ state: String, more: String = "") -> String {
    #"{"orderNumber": "XS-1", "revision": \#(revision), "state": "\#(state)"\#(more)}"#
  }

  private static func shipment(_ revision: Int, _ value: Int, scale: Int = 0, line: String = "10", more: String = "")
    -> String
  {
    """
    {"shipmentNumber": "CK-1", "revision": \(revision), "orderNumber": "XS-1", "dispatchedOn": "2026-11-23", \
    "lines": [{"lineNumber": "\(line)", "quantity": {"value": \(value), "scale": \(scale)}}]\(more)}
    """
  }

  // MARK: Products

  @Test("a product is taken, changed, is stale and contradicted; its prices are kept, and no person edits it")
  func products() async throws {
    try await SalesSuite.with { suite in
      try await suite.erp(.product, Self.product(1), becomes: "accepted", revision: 1, "WD-2400")
      let first = try await suite.call("GET", "/v1/products/WD-2400")
      #expect(first.text("name") == "衣柜 2400" && first.number("price/amount") == 98_000)
      #expect(first.text("erpSource") == "/erp/gz" && first["active"] == .bool(true))
      let day = CompanyZone.day(at: suite.clock.now)
      #expect(first.text("priceFrom") == day.description)

      let next = day.adding(days: 3)
      try await suite.erp(
        .product, Self.product(5, amount: 105_000, more: #", "validFrom": "\#(next)", "taxRatePercent": 9"#),
        becomes: "accepted", revision: 5, "WD-2400")
      let announced = try await suite.call("GET", "/v1/products/WD-2400")
      #expect(announced.number("price/amount") == 98_000 && announced.number("nextPrice/price/amount") == 105_000)
      #expect(announced.number("taxRatePercent") == 9)
      suite.erp(.product, Self.product(3, amount: 1))
      suite.erp(.product, Self.product(5, amount: 2))
      let conflict = try await suite.erpMessage(.product, "WD-2400") { $0.text("conflict") != nil }
      #expect(conflict.text("state") == "accepted" && conflict.number("revision") == 5 && conflict.number("stale") == 2)
      #expect(conflict.text("conflict")?.contains("revision 5") == true)
      try await suite.expectTold(
        about: .product, ["WD-2400 1 accepted", "WD-2400 5 amended", "WD-2400 3 superseded", "WD-2400 5 conflict"])

      suite.clock.advance(milliseconds: 3 * 86_400_000)
      #expect(try await suite.call("GET", "/v1/products/WD-2400").number("price/amount") == 105_000)
      let prices = try await suite.call("GET", "/v1/products/WD-2400/prices")
      #expect(
        prices["items"]?.array?.map { $0["price"]?["amount"]?.text } == ["105000", "98000"]
          && prices.text("items/0/validFrom") == next.description)
      let edit = try await suite.call(
        "PATCH", "/v1/products/WD-2400", #"{"name": "x"}"#, ["If-Match": announced.etag ?? ""])
      #expect(edit.status == 409 && edit.text("type") == "/problems/owned-by-erp")
      try await suite.expectNoDifferences()
    }
  }

  @Test("a product that is wrong is set aside with its field, and a later one takes its place")
  func parked() async throws {
    try await SalesSuite.with { suite in
      suite.erp(.product, #"{"sku": "N-1", "revision": 1, "name": "新"}"#)
      let parked = try await suite.erpMessage(.product, "N-1") { $0.text("state") == "parked" }
      #expect(parked.text("reason")?.contains("'category'") == true)
      suite.erp(.product, #"{"sku": "N-1", "revision": "two", "name": "新"}"#)
      // What came last tells.
      _ = try await suite.erpMessage(.product, "N-1") { $0.text("reason")?.contains("'revision'") == true }
      try await suite.erp(
        .product, Self.product(3).replacing("WD-2400", with: "N-1"), becomes: "accepted", revision: 3, "N-1")
      #expect(try await suite.call("GET", "/ops/dead-letters").count("items") == 0)
      suite.erp(.product, Self.product(9).replacing("WD-2400", with: "N-1"), source: "/erp/sz")
      let other = try await suite.erpMessage(.product, "N-1", source: "/erp/sz") { $0.text("state") == "parked" }
      #expect(other.text("reason")?.contains("/erp/gz") == true)
      try await suite.until("what was given up is told") {
        try suite.told(about: .product).contains("N-1 1 superseded")
      }
    }
  }

  @Test("what is not sold any more is in no new line, and stays where it stands")
  func inactive() async throws {
    try await SalesSuite.with { suite in
      try await suite.erp(.product, Self.product(1), becomes: "accepted", revision: 1, "WD-2400")
      let seller = try await suite.post("/v1/orders", Bodies.order)
      #expect(seller.status == 201)
      try await suite.erp(
        .product, Self.product(2, more: #", "active": false"#), becomes: "accepted", revision: 2, "WD-2400")
      #expect(try await suite.call("GET", "/v1/products/WD-2400")["active"] == .bool(false))
    }
  }

  // MARK: Stock

  @Test("stock is absolute, in whatever order it comes; unknown codes are listed as such, and products show the sum")
  func stock() async throws {
    try await SalesSuite.with { suite in
      try await suite.erp(.product, Self.product(1), becomes: "accepted", revision: 1, "WD-2400")
      _ = try await suite.post("/v1/warehouses", #"{"code": "gz-1", "name": "广州仓"}"#)
      suite.erp(.stock, Self.stock("WD-2400", "gz-1", 12, at: "08:15", reserved: 2))
      suite.erp(.stock, Self.stock("WD-2400", "gz-1", 99, at: "08:14"))
      suite.erp(.stock, Self.stock("WD-2400", "sz-9", 5, at: "09:00", reserved: 7))
      suite.erp(.stock, Self.stock("XX-1", "gz-1", 1, at: "09:00"))
      _ = try await suite.erpMessage(.stock, "XX-1/gz-1") { $0.text("state") == "accepted" }
      let all = try await suite.call("GET", "/v1/stock")
      #expect(all.count("items") == 3 && all.number("items/0/onHand/value") == 12)
      #expect(all.number("items/0/available/value") == 10 && all.text("items/0/warehouseName") == "广州仓")
      #expect(all["items/0/registered"] == .bool(true) && all["items/1/registered"] == .bool(false))
      #expect(all.number("items/1/available/value") == 0)
      let unknown = try await suite.call("GET", "/v1/stock?registered=false")
      #expect(unknown["items"]?.array?.map { $0["sku"]?.string } == ["WD-2400", "XX-1"])
      let product = try await suite.call("GET", "/v1/products/WD-2400")
      #expect(product.number("onHand/value") == 17 && product.number("available/value") == 10)
      #expect(product.text("stockAsOf") == "2026-11-23T08:15:00.000Z")
      let list = try await suite.call("GET", "/v1/products")
      #expect(list.number("items/0/onHand/value") == 17)
      #expect(try await suite.erpMessage(.stock, "WD-2400/gz-1") { _ in true }.number("stale") == 1)

      suite.erp(.stock, Self.stock("WD-2400", "gz-1", -1, at: "10:00"))
      let parked = try await suite.erpMessage(.stock, "WD-2400/gz-1") { $0.text("state") == "parked" }
      #expect(parked.text("reason")?.contains("'onHand.value'") == true)
      try await suite.erp(
        .stock, Self.stock("WD-2400", "gz-1", 3, at: "10:01"), becomes: "accepted", revision: nil, "WD-2400/gz-1")
      #expect(try await suite.call("GET", "/v1/stock?sku=WD-2400&warehouse=gz-1").number("items/0/onHand/value") == 3)
      try await suite.expectNoDifferences()
    }
  }

  // MARK: Production

  @Test("production waits for its order, stands on it, and what will be late is reminded of however far it is")
  func production() async throws {
    try await SalesSuite.with { suite in
      suite.erp(.production, Self.production(1, "scheduled", more: #", "lineNumber": "10""#))
      let waiting = try await suite.erpMessage(.production, "XS-1/10") { $0.text("state") == "waiting" }
      #expect(waiting.text("reason")?.contains("/erp/gz#XS-1") == true)
      suite.erp(
        "placed", Bodies.erpOrder("XS-1", revision: 1).replacing(#""plant": 7"#, with: #""promisedOn": "2027-06-01""#))
      let taken = try await suite.erpMessage(.production, "XS-1/10") { $0.text("state") == "accepted" }
      let id = try #require(taken.text("entityId"))
      try await suite.expectTold(
        about: .production, ["XS-1/10 1 waiting", "XS-1/10 1 redriven", "XS-1/10 1 accepted"])
      let order = try await suite.call("GET", "/v1/orders/\(id)")
      #expect(order.text("production/0/state") == "scheduled" && order["production/0/late"] == .bool(false))
      #expect(order.text("production/0/lineId") == order.text("lines/0/lineId"))
      #expect(try await suite.call("GET", "/v1/reminders").count("items") == 0)

      suite.erp(.production, Self.production(2, "started", more: #", "lineNumber": "10", "expectedOn": "2027-06-15""#))
      try await suite.until("it is to be late") {
        try await suite.call("GET", "/v1/reminders")["items/0/late"] == .bool(true)
      }
      let reminder = try await suite.call("GET", "/v1/reminders")
      #expect(
        reminder.text("items/0/expectedOn") == "2027-06-15" && reminder.text("items/0/promisedOn") == "2027-06-01")
      suite.erp(.production, Self.production(3, "finished", more: #", "lineNumber": "10""#))
      try await suite.until("it is ready") { try await suite.call("GET", "/v1/reminders").count("items") == 0 }
      suite.erp(.production, Self.production(4, "started", more: #", "lineNumber": "77""#))
      let parked = try await suite.erpMessage(.production, "XS-1/77") { $0.text("state") == "parked" }
      #expect(parked.text("reason")?.contains("'lineNumber'") == true)
      try await suite.expectNoDifferences()
    }
  }

  @Test("an order from here is named by its id")
  func ownOrder() async throws {
    try await SalesSuite.with { suite in
      let id = try #require(try await suite.post("/v1/orders", Bodies.order).text("id"))
      suite.erp(.production, #"{"orderId": "\#(id)", "revision": 1, "state": "delayed", "reason": "板材未到"}"#)
      _ = try await suite.erpMessage(.production, "\(id)/") { $0.text("state") == "accepted" }
      let order = try await suite.call("GET", "/v1/orders/\(id)")
      #expect(order["production/0/late"] == .bool(true) && order.text("production/0/reason") == "板材未到")
      #expect(order["production/0/lineId"] == nil && order.text("promisedOn") == "2026-12-31")
    }
  }

  // MARK: Shipments

  @Test("a shipment is a delivery, once; another revision takes its place, a cancellation takes it back")
  func shipments() async throws {
    try await SalesSuite.with { suite in
      suite.erp(.shipment, Self.shipment(1, 1, more: #", "carrier": "德邦""#), id: "s-1")
      _ = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "waiting" }
      try await suite.erp("placed", "XS-1", revision: 1, becomes: "accepted")
      let taken = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "accepted" }
      let note = try #require(taken.text("entityId"))
      let delivery = try await suite.call("GET", "/v1/deliveries/\(note)")
      #expect(delivery["complete"] == .bool(true) && delivery.text("warehouse") == "/erp/gz")
      #expect(delivery.text("shipment/shipmentNumber") == "CK-1" && delivery.text("carrier") == "德邦")
      suite.erp(.shipment, Self.shipment(1, 1, more: #", "carrier": "德邦""#), id: "s-1")

      // The carrier's number comes later, and no goods move for it.
      try await suite.erp(
        .shipment, Self.shipment(2, 1, more: #", "carrier": "德邦", "trackingNumber": "DPK-1""#), becomes: "accepted",
        revision: 2, "CK-1")
      let tracked = try await suite.call("GET", "/v1/deliveries/\(note)")
      #expect(tracked.text("state") == "noted" && tracked.text("trackingNumber") == "DPK-1")

      try await suite.erp(.shipment, Self.shipment(3, 5, scale: 1), becomes: "accepted", revision: 3, "CK-1")
      let half = try #require(try await suite.erpMessage(.shipment, "CK-1") { _ in true }.text("entityId"))
      #expect(half != note)
      #expect(try await suite.call("GET", "/v1/deliveries/\(note)").text("state") == "cancelled")
      let order = try #require(tracked.text("orderId"))
      #expect(try await suite.call("GET", "/v1/orders/\(order)").text("delivery") == "partial")

      suite.erp(.shipment, Self.shipment(4, 2))
      let above = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "parked" }
      #expect(above.text("reason")?.contains("'lines.0.quantity'") == true && above.text("entityId") == half)
      #expect(try await suite.call("GET", "/v1/deliveries/\(half)").text("state") == "noted")

      suite.erp(.shipment, #"{"shipmentNumber": "CK-1", "revision": 5, "reason": "整单退回"}"#, cancels: true)
      let off = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "cancelled" }
      #expect(off.text("entityId") == half && off.number("revision") == 5)
      #expect(try await suite.call("GET", "/v1/deliveries/\(half)").text("reason") == "整单退回")
      #expect(try await suite.call("GET", "/v1/orders/\(order)").text("delivery") == "none")
      try await suite.expectTold(
        about: .shipment,
        [
          "CK-1 1 waiting", "CK-1 1 redriven", "CK-1 1 accepted", "CK-1 2 amended", "CK-1 3 amended", "CK-1 4 parked",
          "CK-1 5 cancelled", "CK-1 4 superseded",
        ])
      try await suite.expectNoDifferences()
    }
  }

  @Test("a cancellation before its shipment is remembered, and a note that was taken back here is made anew")
  func early() async throws {
    try await SalesSuite.with { suite in
      try await suite.erp("placed", "XS-1", revision: 1, becomes: "accepted")
      suite.erp(.shipment, #"{"shipmentNumber": "CK-1", "revision": 2, "reason": "退"}"#, cancels: true)
      _ = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "cancelled" }
      suite.erp(.shipment, Self.shipment(1, 1))
      _ = try await suite.erpMessage(.shipment, "CK-1") { $0.number("stale") == 1 }
      #expect(try await suite.call("GET", "/v1/deliveries").count("items") == 0)
      try await suite.erp(.shipment, Self.shipment(3, 1), becomes: "accepted", revision: 3, "CK-1")
      let first = try #require(try await suite.erpMessage(.shipment, "CK-1") { _ in true }.text("entityId"))
      #expect(try await suite.post("/v1/deliveries/\(first)/cancel", #"{"reason": "错"}"#).status == 200)
      try await suite.erp(.shipment, Self.shipment(4, 1), becomes: "accepted", revision: 4, "CK-1")
      let second = try #require(try await suite.erpMessage(.shipment, "CK-1") { _ in true }.text("entityId"))
      #expect(first != second)
      #expect(try await suite.call("GET", "/v1/deliveries").count("items") == 2)
    }
  }

  // MARK: Webhooks, lists

  @Test("a webhook takes each kind by the same rules, and what nobody can tell the subject of is refused")
  func webhooks() async throws {
    try await SalesSuite.with { suite in
      let source = ["source": "/erp/gz"]
      let taken = try await suite.call("POST", "/v1/erp/products", Self.product(1), source)
      #expect(taken.status == 202 && taken.text("state") == "accepted" && taken.text("entityId") == "WD-2400")
      let waiting = try await suite.call("POST", "/v1/erp/shipments", Self.shipment(1, 1), source)
      #expect(waiting.status == 202 && waiting.text("state") == "waiting")
      let parked = try await suite.call(
        "POST", "/v1/erp/stock", Self.stock("WD-2400", "gz-1", -5, at: "08:00"), source)
      #expect(parked.status == 202 && parked.text("state") == "parked")
      let refused = try await suite.call("POST", "/v1/erp/production", #"{"revision": 1}"#, source)
      #expect(refused.status == 422 && refused.plain.contains("'orderNumber' or 'orderId'"))
      let states = try await suite.call("GET", "/v1/erp-messages")
      #expect(states["items"]?.array?.map { $0["kind"]?.string } == ["product", "shipment", "stock"])
      #expect(try await suite.call("GET", "/v1/erp-messages?state=waiting").text("items/0/subject") == "CK-1")
      #expect(try await suite.call("GET", "/v1/erp-messages?kind=stock&source=/erp/gz").count("items") == 1)
      #expect(try await suite.call("GET", "/v1/erp-messages?since=2100-01-01T00:00:00Z").count("items") == 0)
      let page = try await suite.call("GET", "/v1/erp-messages?limit=1")
      let cursor = try #require(page.text("nextCursor"))
      #expect(
        try await suite.call("GET", "/v1/erp-messages?limit=1&cursor=\(cursor)").text("items/0/kind") == "shipment")
      #expect(try await suite.call("GET", "/v1/erp-orders").count("items") == 0)
    }
  }

  @Test("a person redrives what could not be taken, and what is discarded may come again")
  func operated() async throws {
    try await SalesSuite.with { suite in
      try await suite.erp("placed", "XS-1", revision: 1, becomes: "accepted")
      suite.erp(.shipment, Self.shipment(1, 2), id: "s-1")
      let parked = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "parked" }
      #expect(parked.text("reason")?.contains("'lines.0.quantity'") == true)
      // The order is amended to more of it.
      let body = Bodies.erpOrder("XS-1", revision: 2).replacing(
        #""value": 1, "scale": 0"#, with: #""value": 2, "scale": 0"#)
      suite.erp("changed", body)
      _ = try await suite.erpOrder("XS-1", is: "accepted", revision: 2)
      let letter = try #require(try await suite.call("GET", "/ops/dead-letters").number("items/0/id"))
      #expect(try await suite.post("/ops/dead-letters/\(letter)/redrive", "{}").status < 300)
      _ = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "accepted" }
      suite.erp(.shipment, Self.shipment(2, 9), id: "s-2")
      _ = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "parked" }
      let second = try #require(try await suite.call("GET", "/ops/dead-letters").number("items/0/id"))
      #expect(try await suite.post("/ops/dead-letters/\(second)/discard", #"{"reason": "误发"}"#).status < 300)
      let back = try await suite.erpMessage(.shipment, "CK-1") { $0.text("state") == "accepted" }
      #expect(back.number("revision") == 1)
      try await suite.expectTold(
        about: .shipment,
        ["CK-1 1 parked", "CK-1 1 redriven", "CK-1 1 accepted", "CK-1 2 parked", "CK-1 2 discarded"])
    }
  }
}

extension SalesSuite {
  /// Puts a message into the topic of its kind.
  func erp(_ kind: ERPKind, _ data: String, id: String? = nil, source: String = "/erp/gz", cancels: Bool = false) {
    let type =
      switch kind {
      case .product: ERPProduct.type
      case .stock: ERPStock.type
      case .production: ERPProduction.type
      default: cancels ? ERPShipmentCancellation.type : ERPShipment.type
      }
    broker.append(
      TopicPartition(kind.topic, 3), key: nil, value: Array(data.utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id ?? "\(kind)-\(fnv1a64(Array(data.utf8)))"),
        RecordHeader("ce_source", source), RecordHeader("ce_type", type),
        RecordHeader("content-type", "application/json"),
      ])
  }

  /// Where a subject stands, once that is as it should.
  func erpMessage(
    _ kind: ERPKind, _ subject: String, source: String = "/erp/gz", _ isSo: (Reply) -> Bool
  ) async throws -> Reply {
    var reply = try await call("GET", "/v1/erp-messages")
    try await until("\(kind) \(subject) stands as it should") {
      let answer = try await self.call("GET", "/v1/erp-messages?kind=\(kind)&source=\(source)&subject=\(subject)")
      guard let item = answer["items"]?.array?.first else { return false }
      reply = Reply(json: item)
      return isSo(reply)
    }
    return reply
  }

  func erp(
    _ kind: ERPKind, _ data: String, becomes state: String, revision: Int?, _ subject: String
  ) async throws {
    erp(kind, data)
    _ = try await erpMessage(kind, subject) {
      $0.text("state") == state && (revision == nil || $0.number("revision") == revision)
    }
  }

  /// Subject, revision and state of each answer about a kind so far.
  func told(about kind: ERPKind) throws -> [String] {
    try broker.records(Catalog.erpStatus).map { record in
      try CompactJSON.decoded(ERPOrderStatus.self, from: record.value ?? [])
    }.filter { $0.about == kind }.map { "\($0.subject ?? "-") \($0.revision ?? -1) \($0.state.rawValue)" }
  }

  /// Waits for as many answers as there should be, since they are written to the topic after their transaction.
  func expectTold(about kind: ERPKind, _ expected: [String]) async throws {
    try await until("\(expected.count) answers") { try self.told(about: kind).count >= expected.count }
    #expect(try told(about: kind) == expected)
  }
}
