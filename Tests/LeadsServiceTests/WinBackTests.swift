import Contracts
import Foundation
import Kernel
import LeadsService
import Messaging
import ServiceRuntime
import TestSupport
import Testing

@Suite("Touches, customers who come back, and those who should be called")
struct WinBackTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()

  func start(broker: InMemoryBroker) async throws -> TestService {
    let service = try TestService(LeadsService.definition(), in: folder.path, broker: broker, clock: clock.source)
    try await service.ready()
    return service
  }

  /// Leads with a customer, and sales, which it hears.
  func withCustomer() async throws -> (service: TestService, sales: FakeSource, customer: ID<Customer>) {
    let broker = LeadsServiceTests.broker()
    let sales = try FakeSource(.sales, in: folder.path, broker: broker, clock: clock)
    let service = try await start(broker: broker)
    let made = try await service.send("POST", "/v1/customers", #"{"name":"老客户","phone":"13700137000"}"#)
    return (service, sales, ID(try #require(made.json["id"]?.string)))
  }

  func order(_ number: Int, of customer: ID<Customer>, on day: BusinessDate) throws -> OrderConfirmed {
    OrderConfirmed(
      orderId: ID("o-\(number)"), number: "SO-\(number)", customerId: customer, quoteId: nil, leadId: nil,
      salespersonId: nil, designerId: nil, shop: nil, signedOn: day, signedAt: nil,
      terms: OrderTerms(
        lines: [], total: try Money(1_000_000), taxes: [], instalments: [], promisedOn: nil),
      erp: nil, occurredAt: clock.now)
  }

  func reactivations(_ service: TestService) throws -> [CustomerReactivated] {
    try service.running.store.read {
      try $0.all("SELECT data FROM event_journal WHERE type = ? ORDER BY position", CustomerReactivated.type) {
        $0.bytes(0)
      }
    }.map { try CustomerReactivated.decoded($0) }
  }

  /// The last order was on 22 November 2026; 730 days later is 21 November 2028.
  @Test(
    "whoever has lapsed and comes back is told of once for each lapse, by what brought them back",
    arguments: [
      ("order", "2028-11-20", nil), ("order", "2028-11-21", "order"), ("activity", "2028-11-20", nil),
      ("activity", "2028-11-21", "activity"), ("backdated", "2028-12-01", "activity"),
      ("touch", "2028-11-21", "activity"), ("lead", "2028-11-20", nil),
      ("lead", "2028-11-21", "lead"),
    ])
  func reactivated(by what: String, on text: String, told: String?) async throws {
    let (service, sales, customer) = try await withCustomer()
    let first = CompanyZone.day(at: clock.now)
    try sales.publish(try order(1, of: customer, on: first))
    func step() throws {
      clock.advance(milliseconds: 100)
      try sales.step()
    }
    try await eventually {
      try step()
      return try service.running.store.read { try $0.exists("SELECT 1 FROM orders WHERE id = 'o-1'") }
    }
    let day = try #require(BusinessDate(text))
    clock.now = CompanyZone.start(of: day).adding(seconds: 36_000)
    for number in [2, 3] {
      switch what {
      case "order":
        try sales.publish(try order(number, of: customer, on: day))
        try await eventually {
          try step()
          return try service.running.store.read { try $0.exists("SELECT 1 FROM orders WHERE id = ?", "o-\(number)") }
        }
      case "activity", "backdated":
        // The second one is of six days before the first: the same lapse.
        let at = clock.now.adding(seconds: what == "backdated" && number == 3 ? -6 * 86_400 : 0)
        let body =
          #"{"customerId":"\#(customer)","channel":"phone","at":"\#(at)","summary":"回访"}"#
        #expect(try await service.send("POST", "/v1/activities", body).status == 201)
      case "touch":
        let body = #"{"phone":"137 0013 7000","channel":"展会"}"#
        #expect(try await service.send("POST", "/v1/touches", body).status == 201)
      default:
        _ = try await service.send("POST", "/v1/leads", LeadsServiceTests.lead("13700137000"))
      }
    }
    let found = try reactivations(service)
    #expect(found.map(\.by) == (told.map { [$0] } ?? []))
    #expect(found.allSatisfy { $0.lapsedOn == first && $0.on == day && $0.customerId == customer })
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("a touch finds whom it met by id or phone, or registers them, and stands in the list")
  func touches() async throws {
    let service = try await start(broker: LeadsServiceTests.broker())
    let new = try await service.send(
      "POST", "/v1/touches", #"{"name":"陈伟","phone":"138 0013 8000","channel":"展会","inbound":true,"notes":"看橱柜"}"#)
    #expect(new.status == 201 && new.json["isNew"] == true && new.json["inbound"] == true, "\(new.text)")
    let customer = try #require(new.json["customerId"]?.string)
    for body in [#""phone":"+86 13800138000""#, #""customerId":"\#(customer)""#] {
      let again = try await service.send("POST", "/v1/touches", #"{\#(body),"channel":"wechat"}"#)
      #expect(again.status == 201 && again.json["isNew"] == false && again.json["customerId"] == new.json["customerId"])
    }
    let listed = try await service.send("GET", "/v1/touches?customerId=\(customer)")
    #expect(listed.json["items"]?.array?.count == 3 && listed.json["items"]?.array?.contains(new.json) == true)
    #expect(try await service.send("GET", "/v1/customers").json["items"]?.array?.count == 1)
    for (body, pointers) in [
      (#"{"channel":"x"}"#, ["/phone", "/name"]), (#"{"channel":"","phone":"13900139000","name":"李"}"#, ["/channel"]),
      (#"{"channel":"x","customerId":"nobody"}"#, ["/customerId"]),
      (#"{"channel":"x","phone":"13900139000"}"#, ["/name"]),
      (#"{"channel":"x","customerId":"\#(customer)","at":"2026-11-24T10:00:00Z"}"#, ["/at"]),
    ] {
      let refused = try await service.send("POST", "/v1/touches", body)
      #expect(refused.status == 422 && refused.pointers == pointers, "\(refused.text)")
    }
    try await service.expectNoDifferences()
    await service.stop()
  }

  /// Quoted on 22 November 2026: due on the 29th. Ordered on that day: due a year later, and lapsed after 730 days, from
  /// when on the customer stands in the win-back list instead.
  @Test(
    "a quote without an order, and a customer without business, come up when they are due and go with their cause",
    arguments: [
      ("quote", "2026-11-27", nil), ("quote", "2026-11-28", "quote-stale tomorrow"),
      ("quote", "2026-11-29", "quote-stale today"), ("quote", "2026-11-30", "quote-stale overdue"),
      ("declined", "2026-11-30", nil), ("quote and order", "2026-11-30", nil), ("order", "2027-11-20", nil),
      ("order", "2027-11-21", "no-business tomorrow"), ("order", "2027-11-22", "no-business today"),
      ("order", "2028-11-20", "no-business overdue"), ("order", "2028-11-21", "win-back"),
      ("cancelled", "2027-11-22", nil), ("reinstated order", "2027-11-22", "no-business today"),
    ])
  func due(after what: String, asOf day: String, expected: String?) async throws {
    let (service, sales, customer) = try await withCustomer()
    let first = CompanyZone.day(at: clock.now)
    if what.contains("quote") || what == "declined" {
      try sales.publish(
        QuoteIssued(
          quoteId: "q-1", customerId: customer, leadId: nil, salespersonId: "s-1", version: 1,
          total: try Money(1_000_000), issuedOn: first, validUntil: first.adding(days: 30), occurredAt: clock.now))
    }
    if what == "declined" {
      try sales.publish(
        QuoteDeclined(
          quoteId: "q-1", customerId: customer, version: 1, reason: nil, declinedOn: first, occurredAt: clock.now))
    }
    if what.contains("order") || what == "cancelled" { try sales.publish(try order(1, of: customer, on: first)) }
    if what == "cancelled" || what == "reinstated order" {
      try sales.publish(
        OrderCancelled(
          orderId: "o-1", customerId: customer, reason: "", cancelledOn: first, erp: nil, occurredAt: clock.now))
    }
    if what == "reinstated order" {
      let placed = try order(1, of: customer, on: first)
      try sales.publish(
        OrderReinstated(
          orderId: "o-1", customerId: customer, version: 2, salespersonId: "s-1", shop: nil, signedOn: first,
          signedAt: nil, previousTotal: placed.terms.total, terms: placed.terms, reason: "x", reinstatedOn: first,
          erp: nil, occurredAt: clock.now))
    }
    try await eventually {
      clock.advance(milliseconds: 100)
      try sales.step()
      return try service.running.store.read {
        try $0.exists(
          """
          SELECT 1 FROM (SELECT count(*) AS found, max(cancelled_on) AS cancelled FROM orders)
          WHERE found = ? AND (cancelled IS NOT NULL) = ?
            AND (SELECT count(*) FROM quotes WHERE state = ?) = ?
          """, what.contains("order") || what == "cancelled" ? 1 : 0, what == "cancelled",
          what == "declined" ? "declined" : "issued", what.contains("quote") || what == "declined" ? 1 : 0)
      }
    }
    let reminders = try await service.send("GET", "/v1/reminders?asOf=\(day)").json["items"]?.array ?? []
    let lapsed = try await service.send("GET", "/v1/win-back?asOf=\(day)").json["items"]?.array ?? []
    let found =
      reminders.map { "\($0["rule"]?.string ?? "") \($0["state"]?.string ?? "")" } + lapsed.map { _ in "win-back" }
    #expect(found == (expected.map { [$0] } ?? []))
    await service.stop()
  }
}
