import Contracts
import Kernel
import Messaging
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@testable import ReportingService

@Suite("Who sees what in reporting", .serialized)
struct ScopeTests {
  private typealias Owner = ScopeWalk.Owner

  private static func channel(_ owner: Owner) -> LeadSource.Channel {
    switch owner {
    case .me: .own
    case .colleague: .walkIn
    case .stranger: .online
    }
  }

  /// A customer with a lead, an order, money, work and expenses, all of one owner.
  private static func events(of owner: Owner) throws -> [any DomainEvent] {
    let (customer, order, person) = ("c-\(owner)", "o-\(owner)", owner.rawValue)
    var lead = Samples.lead("l-\(owner)", of: customer, channel(owner), on: "2026-01-10", referrer: "r-\(owner)")
    lead.ownerId = ID(person)
    let yuan = try Samples.yuan(100)
    return [
      EmployeeChanged(code: ID(person), name: person, role: "net-sales", shop: ID(owner.shop), active: true),
      CrewChanged(code: ID("K-\(owner)"), name: "队", active: true, members: [ID(person)]),
      Samples.customer(customer, "客户", phone: owner.phone), lead,
      Samples.order(order, of: customer, lead: lead.leadId.text, by: person, in: owner.shop, yuan, on: "2026-02-01"),
      MoneySamples.receivable("rv-\(owner)", of: customer, order: order, yuan, on: "2026-02-01", due: "2026-03-01"),
      WorkSamples.accrued("cm-\(owner)", of: customer, to: person, yuan, on: "2026-02-02"),
      WorkSamples.spent("ex-\(owner)", "travel", "taxi", yuan, by: person, on: "2026-02-03"),
      WorkSamples.activity("a-\(owner)", of: customer, by: person, .phone, on: "2026-02-04"),
      InstallationPlanned(
        installationId: ID("i-\(owner)"), customerId: ID(customer), orderId: ID(order), deliveryId: ID("d-\(owner)"),
        deliveredOn: Samples.day("2026-02-05"), lines: [], brief: [], occurredAt: Instant(milliseconds: 0)),
      WorkSamples.installed("i-\(owner)", of: customer, by: "K-\(owner)", on: "2026-02-06"),
    ]
  }

  /// Of a report: how its rows are asked for, what stands in an owner's, and in what explains its first figure.
  private static func report(
    _ shape: ReportShape, _ owner: Owner
  ) -> (query: String, key: String, column: String, subject: String) {
    let person = owner.rawValue
    return switch shape.name {
    case .leadSources: ("", channel(owner).rawValue, "leads", "l-\(owner)")
    case .funnel: ("groupBy=salesperson", person, "entered", "l-\(owner)")
    case .referrals: ("", "r-\(owner)", "leads", "l-\(owner)")
    case .sales: ("", person, "orders", "o-\(owner)")
    case .receivablesAging: ("", "c-\(owner)", "total", "rv-\(owner)")
    case .expenses: ("groupBy=salesperson", person, "amount", "ex-\(owner)")
    case .commissions: ("", person, "accrued", "cm-\(owner)")
    case .activities: ("", person, "activities", "a-\(owner)")
    case .afterSales: ("", "K-\(owner)", "installations", "i-\(owner)")
    case .quality: ("groupBy=crew", "K-\(owner)", "installations", "i-\(owner)")
    case .campaigns, .receivablesConcentration, .cash, .segments, .retention, .sourceToCash:
      ("", "", shape.measures[0].name, "")
    }
  }

  private static func sample(_ route: RouteDescription, _ owner: Owner) -> ScopeWalk.Sample? {
    let phone = owner.phone
    if let shape = shape(of: route) {
      let (query, key, column, subject) = report(shape, owner)
      guard shape.belonging != nil else {
        return .init(query: route.pattern.hasSuffix("/explain") ? "column=\(column)" : "", isWhole: true)
      }
      if route.pattern.hasSuffix("/explain") {
        return .init(query: "column=\(column)", marker: "\"\(subject)\"", secret: phone)
      }
      let marker = route.pattern.hasSuffix(".csv") ? "\r\n\(key)," : "\"\(key)\""
      return .init(query: query, marker: marker, secret: phone)
    }
    return switch route.pattern {
    case "/v1/customers", "/v1/customers.csv": .init(marker: "c-\(owner)", secret: phone)
    case "/v1/reports", "/v1/reports.csv": .init()
    case "/v1/snapshot", "/v1/snapshot/status": .init(secret: phone)
    // Nobody's webhook is there: whoever may ask is told so.
    case "/v1/webhooks", "/v1/webhooks.csv":
      .init(body: #"{"url":"https://8.8.8.8/"}"#)
    case let text where text.hasPrefix("/v1/audit/reads"): .init(query: "subject=c-1")
    case let text where text.hasPrefix("/v1/customers/{id}"): .init(["id": "c-\(owner)"], secret: phone)
    default: nil
    }
  }

  private static func shape(of route: RouteDescription) -> ReportShape? {
    ReportShape.all.first { shape in
      ["", ".csv", ".xlsx", "/explain"].contains { route.pattern == "/v1/reports/\(shape.name.rawValue)\($0)" }
    }
  }

  private static func publisher(_ source: Source) -> ServiceDefinition {
    ServiceDefinition(
      name: source.rawValue, title: Localized(zh: "", en: ""), source: source, port: 0,
      schema: Schema(source.rawValue, []), copies: [], apply: { _, _ in },
      subscriptions: Subscriptions(service: source.rawValue, to: [], []), routes: [])
  }

  @Test("every role meets its own, its shop's and others' things at every route as the table says")
  func walk() async throws {
    let (folder, clock) = (TemporaryFolder(), ManualClock())
    let tokens = try Tokens(secret: String(repeating: "k", count: 32), keySet: nil)
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    var sources: [String: TestService] = [:]
    for source in Source.allCases {
      sources[source.rawValue] = try TestService(
        Self.publisher(source), in: folder.path, broker: broker, clock: clock.source)
    }
    let reporting = try TestService(
      ReportingService.definition(), in: folder.path, broker: broker, clock: clock.source, tokens: tokens)
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await walk(reporting, sources, tokens, clock))
    } catch {
      outcome = .failure(error)
    }
    await reporting.stop()
    for service in sources.values { await service.stop() }
    try outcome.get()
  }

  private func walk(
    _ reporting: TestService, _ sources: [String: TestService], _ tokens: Tokens, _ clock: ManualClock
  ) async throws {
    for service in sources.values {
      try await clock.until("all take commands") { try await service.send("GET", "/readyz").status == 200 }
    }
    var count = 0
    for event in try Owner.allCases.flatMap(Self.events) {
      let owner = String(type(of: event).type.split(separator: ".")[1])
      let source = try #require(sources[owner])
      _ = try source.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
        try unit.record(event).number
      }
      count += 1
    }
    try await clock.until("all has come") {
      try reporting.running.store.read { database in
        try database.first("SELECT coalesce(sum(applied), 0) FROM positions") { $0.int(0) } == count
      }
    }
    let walk = ScopeWalk(reporting, tokens, at: clock.now) { route, owner in Self.sample(route, owner) }
    // A stream of positions that never ends, names of no report, and what is nobody's (`WebhookRouteTests`).
    let others = ["/v1/live", "/v1/reports/{report}", "/v1/webhooks/{id}", "/v1/scheduled-reports"]
    let routes = ReportingService.definition().routes.filter { route in
      !others.contains { route.description.pattern.hasPrefix($0) }
    }
    for deviation in try await walk.deviations(in: routes) { Issue.record("\(deviation)") }
  }
}
