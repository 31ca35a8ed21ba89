import AfterSalesService
import Contracts
import Kernel
import Messaging
import Persistence
import ServiceRuntime
import TestSupport
import Testing

/// After-sales as it runs, and sources that say what the test says, over one broker in memory.
final class AfterSalesSuite: Sendable {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker: InMemoryBroker
  let service: TestService
  let leads: TestService
  let sales: TestService

  init() throws {
    broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    leads = try TestService(Self.fake(.leads), in: folder.path, broker: broker, clock: clock.source)
    sales = try TestService(Self.fake(.sales), in: folder.path, broker: broker, clock: clock.source)
    service = try TestService(AfterSalesService.definition(), in: folder.path, broker: broker, clock: clock.source)
  }

  private static func fake(_ source: Source) -> ServiceDefinition {
    ServiceDefinition(
      name: source.rawValue, title: Localized(zh: "", en: ""), source: source, port: 0,
      schema: Schema(source.rawValue, []), copies: [], apply: { _, _ in },
      subscriptions: Subscriptions(service: source.rawValue, to: [], []), routes: [])
  }

  /// Runs a test with the customer `c-1` known, and checks at its end that the tables are what the events say.
  static func with(verifies: Bool = true, _ body: (AfterSalesSuite) async throws -> Void) async throws {
    let suite = try AfterSalesSuite()
    let outcome: Result<Void, any Error>
    do {
      for service in [suite.leads, suite.sales, suite.service] {
        try await suite.until("all take commands") { try await service.send("GET", "/readyz").status == 200 }
      }
      try suite.register("c-1", "陈伟")
      try await suite.until("the customer has come") {
        try await suite.service.send("GET", "/v1/customers/c-1").status == 200
      }
      try await body(suite)
      if verifies { try await suite.expectNoDifferences() }
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    for service in [suite.service, suite.sales, suite.leads] { await service.stop() }
    try outcome.get()
  }

  func register(_ id: ID<Customer>, _ name: String) throws {
    try say(
      CustomerRegistered(
        customerId: id, name: name, phone: "13800138000", wechat: nil, email: nil,
        address: Address(city: "佛山", community: "保利"), source: LeadSource(channel: .own),
        registeredOn: CompanyZone.day(at: clock.now)), as: leads)
  }

  func say(_ event: some DomainEvent, as source: TestService) throws {
    _ = try source.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      try unit.record(event).number
    }
  }

  func get(_ path: String) async throws -> Reply { Reply(try await service.send("GET", path)) }

  func post(_ path: String, _ body: String, _ headers: [String: String] = [:]) async throws -> Reply {
    Reply(try await service.send("POST", path, body, headers: headers))
  }

  func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    try await clock.until(what, condition)
  }

  /// The check of `joinery verify` on the service's own tables.
  func expectNoDifferences() async throws {
    let result = try await get("/ops/verify")
    #expect(result.status == 200 && result.texts("differences").isEmpty, "\(result.plain)")
  }
}

// MARK: What sales says

extension AfterSalesSuite {
  var today: BusinessDate { CompanyZone.day(at: clock.now) }

  func deliver(
    _ delivery: ID<DeliveryNote>, order: ID<Order> = "o-1", on day: BusinessDate? = nil
  ) throws {
    let amount = try Money(1_000)
    try say(
      DeliveryNoted(
        deliveryId: delivery, number: "DN", orderId: order, customerId: "c-1", salespersonId: nil, shop: nil,
        deliveredOn: day ?? today, warehouse: "w",
        lines: [
          .init(lineId: "l-1", description: "衣柜", quantity: try #require(Quantity(2)), amount: amount)
        ], amount: amount, taxes: [], isComplete: true, occurredAt: clock.now), as: sales)
  }

  func cancel(_ delivery: ID<DeliveryNote>, order: ID<Order> = "o-1") throws {
    try say(
      DeliveryCancelled(
        deliveryId: delivery, orderId: order, customerId: "c-1", salespersonId: nil, shop: nil, lines: [],
        amount: try Money(1_000), taxes: [], reason: "送错地址", cancelledOn: today, occurredAt: clock.now), as: sales)
  }

  func confirm(_ order: ID<Order>) throws {
    try say(
      OrderConfirmed(
        orderId: order, number: "SO-2026-000001", customerId: "c-1", quoteId: nil, leadId: nil, salespersonId: "S-7",
        designerId: nil, shop: nil, signedOn: today, signedAt: nil,
        terms: OrderTerms(lines: [], total: .zero(), taxes: [], instalments: [], promisedOn: nil), erp: nil,
        occurredAt: clock.now), as: sales)
  }

  func measure(_ measurement: ID<Measurement>, order: ID<Order>?, constraints: String) throws {
    try say(
      SiteMeasured(
        measurementId: measurement, customerId: "c-1", orderId: order, designerId: "D-1", confirmed: true,
        changed: [.init(field: "room", from: "1203", to: "1204")],
        appliances: [.init(kind: "oven", widthMm: 595, heightMm: 600, depthMm: 550)], constraints: constraints,
        measuredOn: today, occurredAt: clock.now), as: sales)
  }

  /// The job of an order, once it has come.
  func job(of order: String = "o-1") async throws -> String {
    var id = ""
    try await until("the job of \(order) is planned") {
      id = try await self.get("/v1/installations?orderId=\(order)").text("items/0/id") ?? ""
      return !id.isEmpty
    }
    return id
  }

  /// A job that is done, its item, and the path of its evaluation.
  func installed(
    order: String = "o-1", items: String = #"[{"name": "柜体", "component": "panel"}]"#, on day: BusinessDate? = nil
  ) async throws -> (job: String, item: String, link: String) {
    try deliver(ID("d-\(order)"), order: ID(order), on: day)
    let id = try await job(of: order)
    let done = try await post(
      "/v1/installations/\(id)/complete", #"{"completedOn": "\#(day ?? today)", "items": \#(items)}"#)
    #expect(done.status == 200, "\(done.plain)")
    return (id, try #require(done.text("items/0/id")), try #require(done.text("evaluationUrl")))
  }
}
