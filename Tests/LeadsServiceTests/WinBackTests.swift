import Contracts
import Foundation
import Kernel
import LeadsService
import Messaging
import ServiceRuntime
import TestSupport
import Testing

@Suite("Touches, and customers who come back")
struct WinBackTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()

  func start(broker: InMemoryBroker) async throws -> TestService {
    let service = try TestService(LeadsService.definition(), in: folder.path, broker: broker, clock: clock.source)
    try await service.ready()
    return service
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
      ("activity", "2028-11-21", "activity"), ("touch", "2028-11-21", "activity"), ("lead", "2028-11-20", nil),
      ("lead", "2028-11-21", "lead"),
    ])
  func reactivated(by what: String, on text: String, told: String?) async throws {
    let broker = LeadsServiceTests.broker()
    let sales = try FakeSource(.sales, in: folder.path, broker: broker, clock: clock)
    let service = try await start(broker: broker)
    let made = try await service.send("POST", "/v1/customers", #"{"name":"老客户","phone":"13700137000"}"#)
    let customer = ID<Customer>(try #require(made.json["id"]?.string))
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
      case "activity":
        let body =
          #"{"customerId":"\#(customer)","channel":"phone","at":"\#(clock.now)","summary":"回访"}"#
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
    #expect(try await service.send("GET", "/ops/verify").json["differences"]?.array?.isEmpty == true)
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
    #expect(try await service.send("GET", "/ops/verify").json["differences"]?.array?.isEmpty == true)
    await service.stop()
  }
}
