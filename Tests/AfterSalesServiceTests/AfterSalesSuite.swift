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

  /// Runs a test with the customer `c-1` known.
  static func with(_ body: (AfterSalesSuite) async throws -> Void) async throws {
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
      outcome = .success(try await body(suite))
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

  /// Waits for a condition, the clock going on meanwhile; fails after half a minute.
  func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !condition() {
      clock.advance(milliseconds: 100)
      try #require(ContinuousClock.now < deadline, "\(what): not within 30 s")
      await Task.yield()
    }
  }

  /// The check of `joinery verify` on the service's own tables.
  func expectNoDifferences() async throws {
    let result = try await get("/ops/verify")
    #expect(result.status == 200 && result.texts("differences").isEmpty, "\(result.plain)")
  }
}
