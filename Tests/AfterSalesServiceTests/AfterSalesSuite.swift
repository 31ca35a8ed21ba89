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

  /// What requests of a manager who also operates the suite bring, where a token is needed.
  private let bearer: [String: String]

  /// With `tokens`, after-sales asks for one.
  init(tokens: Tokens?) throws {
    let now = clock.now
    let boss = Caller(subject: "boss", name: "boss", roles: [.manager, .operations])
    bearer =
      try tokens.map { ["Authorization": "Bearer \(try $0.sign(boss, at: now, validFor: 86_400 * 90))"] } ?? [:]
    broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    leads = try TestService(Self.fake(.leads), in: folder.path, broker: broker, clock: clock.source)
    sales = try TestService(Self.fake(.sales), in: folder.path, broker: broker, clock: clock.source)
    service = try TestService(
      AfterSalesService.definition(), in: folder.path, broker: broker, clock: clock.source, tokens: tokens)
  }

  private static func fake(_ source: Source) -> ServiceDefinition {
    ServiceDefinition(
      name: source.rawValue, title: Localized(zh: "", en: ""), source: source, port: 0,
      schema: Schema(source.rawValue, []), copies: [], apply: { _, _ in },
      subscriptions: Subscriptions(service: source.rawValue, to: [], []), routes: [])
  }

  /// Runs a test with the customer `c-1` known, and checks at its end that the tables are what the events say.
  static func with(
    verifies: Bool = true, tokens: Tokens? = nil, _ body: (AfterSalesSuite) async throws -> Void
  ) async throws {
    let suite = try AfterSalesSuite(tokens: tokens)
    let outcome: Result<Void, any Error>
    do {
      for service in [suite.leads, suite.sales, suite.service] {
        try await suite.until("all take commands") { try await service.send("GET", "/readyz").status == 200 }
      }
      try suite.register("c-1", "陈伟")
      try await suite.until("the customer has come") {
        try await suite.get("/v1/customers/c-1").status == 200
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

  func register(_ id: ID<Customer>, _ name: String, phone: String = "13800138000") throws {
    try say(
      CustomerRegistered(
        customerId: id, name: name, phone: phone, wechat: nil, email: nil,
        address: Address(city: "佛山", community: "保利"), source: LeadSource(channel: .own),
        registeredOn: CompanyZone.day(at: clock.now)), as: leads)
  }

  func say(_ event: some DomainEvent, as source: TestService) throws {
    _ = try source.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      try unit.record(event).number
    }
  }

  func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Reply {
    Reply(try await service.send("GET", path, headers: bearer.merging(headers) { $1 }))
  }

  func post(_ path: String, _ body: String, _ headers: [String: String] = [:]) async throws -> Reply {
    Reply(try await service.send("POST", path, body, headers: bearer.merging(headers) { $1 }))
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
    _ delivery: ID<DeliveryNote>, order: ID<Order> = "o-1", to customer: ID<Customer> = "c-1",
    on day: BusinessDate? = nil
  ) throws {
    let amount = try Money(1_000)
    try say(
      DeliveryNoted(
        deliveryId: delivery, number: "DN", orderId: order, customerId: customer, salespersonId: nil, shop: nil,
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

  func confirm(
    _ order: ID<Order>, of customer: ID<Customer> = "c-1", soldBy salesperson: ID<Employee>? = "S-7",
    designer: ID<Employee>? = nil, shop: ID<Shop>? = nil
  ) throws {
    try say(
      OrderConfirmed(
        orderId: order, number: "SO-2026-000001", customerId: customer, quoteId: nil, leadId: nil,
        salespersonId: salesperson, designerId: designer, shop: shop, signedOn: today, signedAt: nil,
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

// MARK: What leads says of people

extension AfterSalesSuite {
  func employ(_ code: ID<Employee>, in shop: ID<Shop>, active: Bool = true) throws {
    try say(ShopChanged(code: shop, name: shop.text, address: nil), as: leads)
    try say(
      EmployeeChanged(code: code, name: code.text, role: "net-sales", shop: shop, active: active), as: leads)
  }

  func capture(_ lead: ID<Lead>, of customer: ID<Customer>, ownedBy owner: ID<Employee>?) throws {
    try say(
      LeadCaptured(
        leadId: lead, customerId: customer,
        profile: LeadProfile(name: "陈", phone: "1", source: LeadSource(channel: .own)), ownerId: owner,
        protectedUntil: today, inProfile: true, failedRules: [], capturedOn: today, occurredAt: clock.now), as: leads)
  }

  /// Makes something, and gives its id, or its code.
  @discardableResult
  func make(_ path: String, _ body: String) async throws -> String {
    let made = try await post(path, body)
    #expect(made.status == 201, "\(made.plain)")
    return try #require(made.text("id") ?? made.text("code"))
  }
}
