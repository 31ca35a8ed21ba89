import Contracts
import JSON
import Kernel
import Messaging
import SQLite
import ServiceRuntime
import TestSupport
import Testing

@testable import Persistence
@testable import SalesService

@Suite("Orders of our own for the ERP", .serialized)
struct ERPOutboundTests {
  private static let taking = ERPOutbound(system: "/erp/gz", hours: 24)

  private func told(_ suite: SalesSuite, _ count: Int) async throws -> [ERPOutboundOrder] {
    try await suite.until("\(count) messages for the ERP") {
      suite.broker.records(Catalog.erpOutboundOrders).count >= count
    }
    return try suite.broker.records(Catalog.erpOutboundOrders).map {
      try CompactJSON.decoded(ERPOutboundOrder.self, from: $0.value ?? [])
    }
  }

  private func registration(_ number: String, of order: String) -> String {
    #"{"orderNumber": "\#(number)", "orderId": "\#(order)"}"#
  }

  /// Of an order of ours, how it stands with the ERP.
  private func stands(_ suite: SalesSuite, _ order: String) async throws -> JSON? {
    let items = try await suite.call("GET", "/v1/erp-outbound-orders").json["items"]?.array ?? []
    return items.first { $0["orderId"]?.string == order }
  }

  private static let reason = #"{"reason": "客户改变主意"}"#

  @Test("each change is told once, whole, in its order; what the ERP has placed itself is not")
  func changes() async throws {
    try await SalesSuite.with(taking: Self.taking) { suite in
      let order = try await suite.post("/v1/orders", Bodies.order)
      let id = try #require(order.text("id"))
      try await suite.erp("placed", "XS-1", revision: 1, becomes: "accepted")
      #expect(try await suite.post("/v1/orders/\(id)/reinstate", Self.reason).status == 409)
      for verb in ["amend", "cancel", "reinstate"] {
        let body = verb == "amend" ? Bodies.amendment : Self.reason
        #expect(try await suite.post("/v1/orders/\(id)/\(verb)", body).status == 200)
      }
      let told = try await told(suite, 4)
      #expect(told.map(\.change) == [.confirmed, .amended, .cancelled, .reinstated])
      #expect(told.map(\.revision) == [1, 2, 3, 4] && Set(told.map(\.orderId)) == [ID(id)])
      #expect(told.map(\.reason) == [nil, "客户加一个柜子", "客户改变主意", "客户改变主意"])
      let first = told[0]
      #expect(first.customer.name == "陈伟" && first.customer.phone == "13800138000")
      #expect(first.orderNumber == order.text("number") && order.number("total/amount") == Int(first.total.amount))
      #expect(first.lines.map(\.lineNumber.text) == [order.text("lines/0/lineId")])
      #expect(try Money.sum(first.instalments.map(\.amount), in: .cny) == first.total)
      #expect(first.externalId == nil && first.designerId == "d-3" && told[1].lines.count == 2)
      let records = suite.broker.records(Catalog.erpOutboundOrders)
      #expect(records.map { $0.key.map { String(decoding: $0, as: UTF8.self) } } == Array(repeating: id, count: 4))
      #expect(
        records[0].headers.contains {
          $0.name == "ce_type" && $0.value.map { String(decoding: $0, as: UTF8.self) } == ERPOutboundOrder.type
        })
      let reinstated = try await suite.call("GET", "/v1/orders/\(id)")
      #expect(reinstated.text("state") == "confirmed" && reinstated.number("version") == 3)
      try await suite.expectNoDifferences()
    }
  }

  @Test("nothing is told where no ERP takes orders, and its numbers are set aside")
  func untold() async throws {
    try await SalesSuite.with { suite in
      let id = try #require(try await suite.post("/v1/orders", Bodies.order).text("id"))
      suite.erp("registered", registration("XS-1", of: id))
      let parked = try await suite.erpOrder("XS-1", is: "parked", revision: 0)
      #expect(parked.text("reason")?.contains("JOINERY_ERP_TAKES_ORDERS") == true)
      #expect(suite.broker.records(Catalog.erpOutboundOrders).isEmpty)
      #expect(try await suite.post("/v1/erp-outbound-orders/\(id)/send", "{}").status == 409)
      #expect(try await suite.call("GET", "/v1/orders/\(id)").text("externalId") == nil)
    }
  }

  @Test("the ERP's number makes its messages those of our order, line by line, and they are not told back to it")
  func registered() async throws {
    try await SalesSuite.with(taking: Self.taking) { suite in
      let order = try await suite.post("/v1/orders", Bodies.order)
      let (id, line) = (try #require(order.text("id")), try #require(order.text("lines/0/lineId")))
      #expect(try await stands(suite, id)?["state"]?.string == "waiting")
      suite.erp("registered", registration("XS-7", of: id))
      _ = try await suite.erpOrder("XS-7", is: "accepted", revision: 0)
      let named = try await suite.call("GET", "/v1/orders/\(id)")
      #expect(named.text("externalId") == "XS-7" && named.text("externalSystem") == "/erp/gz")
      #expect(try await suite.call("GET", "/v1/orders?externalId=XS-7").text("items/0/id") == id)
      #expect(try await suite.call("GET", "/v1/orders?externalId=XS-8").count("items") == 0)
      #expect(try await stands(suite, id)?["state"]?.string == "registered")

      let whole = Bodies.erpOrder("XS-7", revision: 1, amount: 55_500)
      suite.erp("changed", whole.replacing(#""lineNumber": "10""#, with: #""lineNumber": "\#(line)""#))
      _ = try await suite.erpOrder("XS-7", is: "accepted", revision: 1)
      let amended = try await suite.call("GET", "/v1/orders/\(id)")
      #expect(amended.number("total/amount") == 55_500 && amended.text("lines/0/lineId") == line)
      suite.erp("cancelled", Bodies.erpCancellation("XS-7", revision: 2))
      _ = try await suite.erpOrder("XS-7", is: "cancelled", revision: 2)
      #expect(try await suite.post("/v1/orders/\(id)/reinstate", Self.reason).status == 200)
      let told = try await told(suite, 2)
      #expect(told.map(\.change) == [.confirmed, .reinstated])
      #expect(told[1].externalId == "XS-7" && told[1].externalSystem == "/erp/gz")
      #expect(try await suite.erpOrder("XS-7").text("state") == "accepted")
      // Once more is known, and changes nothing.
      suite.erp("registered", registration("XS-7", of: id))
      try await suite.erp("placed", "XS-9", revision: 1, becomes: "accepted")
      #expect(try await suite.call("GET", "/v1/orders").count("items") == 2)
      #expect(try await suite.call("GET", "/v1/orders/\(id)").number("version") == 3)
      try await suite.expectNoDifferences()
    }
  }

  @Test(
    "a number is of one order, and an order has one number: another is a conflict, which is shown and changes nothing")
  func conflicts() async throws {
    try await SalesSuite.with(taking: Self.taking) { suite in
      let first = try #require(try await suite.post("/v1/orders", Bodies.order).text("id"))
      let second = try #require(try await suite.post("/v1/orders", Bodies.order).text("id"))
      try await suite.erp("placed", "XS-1", revision: 1, becomes: "accepted")
      suite.erp("registered", registration("XS-2", of: first))
      for (number, order) in [("XS-1", second), ("XS-2", second), ("XS-3", first)] {
        suite.erp("registered", registration(number, of: order))
      }
      suite.erp("registered", registration("XS-4", of: "nowhere"))
      let parked = try await suite.erpOrder("XS-4", is: "parked", revision: 0)
      #expect(parked.text("reason")?.contains("'orderId'") == true)
      #expect(try await stands(suite, second)?["conflict"]?.string?.contains("another order's") == true)
      #expect(try await stands(suite, first)?["conflict"]?.string?.contains("'XS-2'") == true)
      #expect(try await suite.call("GET", "/v1/orders/\(first)").text("externalId") == "XS-2")
      #expect(try await suite.call("GET", "/v1/orders/\(second)").text("externalId") == nil)
      #expect(try await suite.erpOrder("XS-3").status == 404)
      suite.erp("registered", registration("XS-5", of: second))
      _ = try await suite.erpOrder("XS-5", is: "accepted", revision: 0)
      #expect(try await stands(suite, second)?["conflict"]?.string == nil)
      let states = try suite.broker.records(Catalog.erpStatus).map {
        try CompactJSON.decoded(ERPOrderStatus.self, from: $0.value ?? [])
      }
      #expect(Set(states.filter { $0.state == .conflict }.map(\.orderNumber)) == ["XS-1", "XS-2", "XS-3"])
      try await suite.expectNoDifferences()
    }
  }

  @Test("an order that is not registered in time is late, until it is or is cancelled; it can be sent once more")
  func late() async throws {
    try await SalesSuite.with(taking: Self.taking) { suite in
      let ids = try [
        #require(try await suite.post("/v1/orders", Bodies.order).text("id")),
        #require(try await suite.post("/v1/orders", Bodies.order).text("id")),
      ]
      func overdue() throws -> Int {
        try suite.sales.running.store.read {
          try ERPOutboundStore.overdue(before: Self.taking.late(at: suite.clock.now), in: $0)
        }
      }
      suite.clock.advance(milliseconds: 24 * 3_600_000 - 60_000)
      #expect(try overdue() == 0)
      suite.clock.advance(milliseconds: 120_000)
      #expect(try overdue() == 2)
      let metrics = try await suite.call("GET", "/metrics").plain
      #expect(metrics.contains("joinery_erp_orders_unregistered 2"))
      let late = try await suite.call("GET", "/v1/erp-outbound-orders?state=overdue")
      #expect(late.count("items") == 2)
      let again = try await suite.post("/v1/erp-outbound-orders/\(ids[0])/send", "{}")
      #expect(again.status == 200 && again.text("change") == "confirmed" && again.text("state") == "overdue")
      #expect(try await told(suite, 3).map(\.change) == [.confirmed, .confirmed, .confirmed])
      #expect(try await suite.post("/v1/orders/\(ids[0])/cancel", Self.reason).status == 200)
      suite.erp("registered", registration("XS-1", of: ids[1]))
      _ = try await suite.erpOrder("XS-1", is: "accepted", revision: 0)
      #expect(try overdue() == 0)
      #expect(try await stands(suite, ids[0])?["state"]?.string == "cancelled")
    }
  }

  @Test("a person who is erased is in no message that still waits for the broker")
  func erased() throws {
    let database = try Database(path: "", mode: .memory)
    try database.execute(
      "CREATE TABLE announcements (id INTEGER PRIMARY KEY, topic TEXT, key TEXT, value BLOB, headers BLOB)")
    for (id, topic, customer) in [
      (1, Catalog.erpOutboundOrders, "c-1"), (2, Catalog.erpOutboundOrders, "c-2"), (3, Catalog.erpStatus, "c-1"),
    ] {
      let value = #"{"orderId":"o","customer":{"id":"\#(customer)","name":"陈伟","phone":"1"},"reason":"x"}"#
      try database.run("INSERT INTO announcements VALUES (?, ?, '', ?, x'')", id, topic, Array(value.utf8))
    }
    let person = ErasedPerson(
      CustomerErased(
        customerId: "c-1", otherKeys: [], reason: .request, erasedOn: CompanyZone.day(at: ManualClock().now),
        occurredAt: ManualClock().now))
    let erasure = try #require(ERPOutboundStore.erases.first)
    #expect(try erasure.blank(person, database) == 1)
    #expect(try erasure.blank(person, database) == 0)
    let names = try database.all(
      "SELECT json_extract(CAST(value AS TEXT), '$.customer.name') FROM announcements ORDER BY id"
    ) { $0.text(0) }
    #expect(names == ["", "陈伟", "陈伟"])
  }
}
