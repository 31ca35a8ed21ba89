import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import SalesService
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

/// Sales as it runs, and a leads that knows customers and answers for the ERP's, over one broker in memory.
final class SalesSuite: Sendable {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker: InMemoryBroker
  let sales: TestService
  let leads: TestService
  let finance: TestService
  private let messages = Mutex(0)

  /// What requests of a manager who also operates the suite bring, where a token is needed.
  private let bearer: [String: String]

  /// `answersERP` false leaves the ERP's orders waiting until the test answers. With `tokens`, sales asks for one.
  init(answersERP: Bool, tokens: Tokens?, taking outbound: ERPOutbound = .none) throws {
    let now = clock.now
    let boss = Caller(subject: "boss", name: "boss", roles: [.manager, .operations])
    bearer =
      try tokens.map {
        ["Authorization": "Bearer \(try $0.sign(boss, at: now, validFor: 86_400 * 60))"]
      } ?? [:]
    broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    leads = try TestService(
      Self.fakeLeads(answersERP: answersERP), in: folder.path, broker: broker, clock: clock.source)
    finance = try TestService(
      ServiceDefinition(
        name: "finance", title: Localized(zh: "财务", en: "finance"), source: .finance, port: 0,
        schema: Schema("finance", []), copies: [], apply: { _, _ in },
        subscriptions: Subscriptions(service: "finance", to: [], []), routes: []),
      in: folder.path, broker: broker, clock: clock.source)
    sales = try TestService(
      SalesService.definition(taking: outbound, at: "https://crm.example/sales/"), in: folder.path, broker: broker,
      clock: clock.source,
      tokens: tokens)
  }

  /// Runs a test with the customers `c-1` (its lead: `l-1`) and `c-2` known to sales.
  static func with(
    answersERP: Bool = true, tokens: Tokens? = nil, taking outbound: ERPOutbound = .none,
    _ body: (SalesSuite) async throws -> Void
  ) async throws {
    let suite = try SalesSuite(answersERP: answersERP, tokens: tokens, taking: outbound)
    let outcome: Result<Void, any Error>
    do {
      try await suite.begin()
      outcome = .success(try await body(suite))
    } catch {
      outcome = .failure(error)
    }
    await suite.sales.stop()
    await suite.leads.stop()
    await suite.finance.stop()
    try outcome.get()
  }

  private func begin() async throws {
    try await until("both take commands") {
      let (first, second) = (
        try await self.call("GET", "/readyz", to: self.leads), try await self.call("GET", "/readyz")
      )
      return first.status == 200 && second.status == 200
    }
    try register("c-1", "陈伟", "13800138000")
    try register("c-2", "李娜", "13900139000")
    try capture("l-1", of: "c-1")
    try await until("the customers have come") {
      let (first, second) = (
        try await self.call("GET", "/v1/customers/c-1"), try await self.call("GET", "/v1/customers/c-2")
      )
      return second.status == 200 && first.texts("leads") == ["l-1"]
    }
  }

  private static func fakeLeads(answersERP: Bool) -> ServiceDefinition {
    ServiceDefinition(
      name: "leads", title: Localized(zh: "线索", en: "leads"), source: .leads, port: 0, schema: Schema("leads", []),
      copies: [], apply: { _, _ in },
      subscriptions: Subscriptions(
        service: "leads", to: [.sales],
        [
          .on(
            ERPOrderReceived.self,
            react: { event, _, unit in
              guard answersERP else { return }
              try unit.record(Self.answer(event.erp))
            })
        ]), routes: [])
  }

  static func answer(_ erp: ERPReference) -> ERPCustomerIdentified {
    ERPCustomerIdentified(customerId: "c-1", erp: erp, customerNumber: "K-1", registered: false)
  }

  // MARK: What leads says

  func register(_ id: ID<Customer>, _ name: String, _ phone: String) throws {
    try say(
      CustomerRegistered(
        customerId: id, name: name, phone: phone, wechat: nil, email: nil, address: Address(city: "佛山"),
        source: LeadSource(channel: .own), registeredOn: CompanyZone.day(at: clock.now)))
  }

  func capture(_ id: ID<Lead>, of customer: ID<Customer>, ownedBy owner: ID<Employee>? = nil) throws {
    try say(
      LeadCaptured(
        leadId: id, customerId: customer,
        profile: LeadProfile(name: "陈", phone: "1", source: LeadSource(channel: .own)), ownerId: owner,
        protectedUntil: CompanyZone.day(at: clock.now), inProfile: true, failedRules: [],
        capturedOn: CompanyZone.day(at: clock.now), occurredAt: clock.now))
  }

  func say(_ event: some DomainEvent, as service: TestService? = nil) throws {
    _ = try (service ?? leads).running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      try unit.record(event).number
    }
  }

  // MARK: What the ERP says

  /// Puts a message of the bridge into its topic, binary or structured.
  func erp(_ kind: String, _ data: String, id: String? = nil, structured: Bool = false) {
    let id =
      id
      ?? messages.withLock { count in
        count += 1
        return "erp-\(count)"
      }
    let type = "joinery.erp.order.\(kind).v1"
    let place = TopicPartition(Catalog.erpOrders, 3)
    if structured {
      let json =
        #"{"specversion":"1.0","id":"\#(id)","source":"/erp/gz","type":"\#(type)","data":\#(data)}"#
      broker.append(
        place, key: nil, value: Array(json.utf8),
        headers: [RecordHeader("content-type", "application/cloudevents+json")])
    } else {
      broker.append(
        place, key: nil, value: Array(data.utf8),
        headers: [
          RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id), RecordHeader("ce_source", "/erp/gz"),
          RecordHeader("ce_type", type), RecordHeader("content-type", "application/json"),
        ])
    }
  }

  /// Puts the ERP's figures into their topic; `days` are JSON objects.
  func reconcile(
    from: String, to: String, asOf: Instant, id: String = "reconciliation", _ days: String...
  ) {
    let data =
      #"{"about": "order", "from": "\#(from)", "to": "\#(to)", "asOf": "\#(asOf)", "days": ["#
      + days.joined(separator: ", ") + "]}"
    broker.append(
      TopicPartition(ERPKind.reconciliation.topic, 2), key: nil, value: Array(data.utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "\(id) \(asOf)"),
        RecordHeader("ce_source", "/erp/gz"), RecordHeader("ce_type", ERPReconciliation.type),
      ])
  }

  /// What the bridge has been asked for: days, and whether their orders are to be named.
  func asked() throws -> [String] {
    try broker.records(Catalog.erpStatus).filter { record in
      record.headers.contains { $0.value.map { String(decoding: $0, as: UTF8.self) } == ERPReconciliationRequest.type }
    }.map {
      let request = try CompactJSON.decoded(ERPReconciliationRequest.self, from: $0.value ?? [])
      return "\(request.source) \(request.from) \(request.to)\(request.items ? " items" : "")"
    }
  }

  /// Where an order of the ERP stands.
  func erpOrder(_ number: String) async throws -> Reply {
    try await call("GET", "/v1/erp-orders?source=/erp/gz&orderNumber=\(number)")
  }

  func erpOrder(_ number: String, is state: String, revision: Int) async throws -> Reply {
    var reply = try await erpOrder(number)
    try await until("\(number) is \(state) at revision \(revision)") {
      reply = try await self.erpOrder(number)
      return reply.text("state") == state && reply.number("revision") == revision
    }
    return reply
  }

  /// Has the ERP tell of an order, and waits until that stands as it should.
  func erp(_ kind: String, _ number: String, revision: Int, amount: Int = 10_000, becomes state: String) async throws {
    erp(kind, Bodies.erpOrder(number, revision: revision, amount: amount))
    _ = try await erpOrder(number, is: state, revision: revision)
  }

  // MARK: HTTP

  func call(
    _ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:],
    to service: TestService? = nil
  ) async throws -> Reply {
    Reply(try await (service ?? sales).send(method, path, body, headers: bearer.merging(headers) { $1 }))
  }

  func post(_ path: String, _ body: String, key: String? = nil) async throws -> Reply {
    try await call("POST", path, body, key.map { ["Idempotency-Key": $0] } ?? [:])
  }

  func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    try await clock.until(what, condition)
  }
}
