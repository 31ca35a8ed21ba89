import ConsoleKit
import JSON
import Kernel
import ServiceRuntime

/// A company's year for an empty store, made through the public APIs and topics: leads, quotes, orders, and what became of
/// them.
package struct DemoData: Sendable {
  static let seed: UInt64 = 2026

  private let plan: DemoPlan
  private let today: BusinessDate
  private let leads: ServiceClient
  private let sales: ServiceClient?
  private let bar: ProgressBar

  /// What a captured lead got.
  private struct Captured: Decodable, Sendable {
    let id: String
    let customerId: String
  }

  private struct Made: Decodable {
    let id: String
  }

  /// Does nothing where leads has customers. `size`: how many leads. The clients' token needs role `operations`.
  package static func load(_ clients: [ServiceClient], _ settings: Settings, size: Int) async throws {
    guard let leads = clients.first(where: { $0.name == "leads" }), try await isEmpty(leads) else { return }
    let now = TimeSource.system.now()
    let today = BusinessDate(daysSince1970: Int(now.milliseconds / DemoPlan.day))
    let plan = DemoPlan(seed: seed, leads: size, today: today)
    Terminal.note("demo data: \(size) leads of seed \(seed), which '--no-demo' leaves out")
    let sales = clients.first { $0.name == "sales" }
    let fulfilment = DemoFulfilment(clients, seed: seed, today: today)
    let total =
      DemoWords.shops.count + DemoWords.employees.count + plan.leads.count
      + (sales == nil ? 0 : DemoWords.products.count + plan.leads.count { $0.isQuoted } + plan.erpOrders.count)
    let data = DemoData(
      plan: plan, today: today, leads: leads, sales: sales, bar: ProgressBar("demo data", total: total))
    try await data.loadCompany()
    try await fulfilment?.payCommission()
    let captured = try await data.capture(origins: try await data.loadOrigins())
    if let sales {
      try await DemoRequests.wait(until: sales, has: leads)
      try await data.quote(captured, in: sales)
      try await DemoERP(plan: plan, sales: sales, settings: settings).send(data.bar)
    }
    data.bar.finish()
    try await fulfilment?.carryOut()
  }

  private static func isEmpty(_ leads: ServiceClient) async throws -> Bool {
    struct Known: Decodable {}
    let page: DemoPage<Known> = try await leads.get("/v1/customers?limit=1")
    return page.items.isEmpty
  }

  private func loadCompany() async throws {
    for shop in DemoWords.shops {
      try await leads.post(demo: "/v1/shops", shop)
      bar.advance()
    }
    for employee in DemoWords.employees {
      try await leads.post(demo: "/v1/employees", employee)
      bar.advance()
    }
    try await DemoPeople.open(in: leads)
    guard let sales else { return }
    try await sales.post(demo: "/v1/warehouses", ["code": "lecong", "name": "顺德乐从仓"])
    for product in DemoWords.products {
      try await sales.post(
        demo: "/v1/products",
        [
          "sku": .string(product.sku), "name": .string(product.name), "unit": .string(product.unit),
          "price": yuan(fen: product.price), "category": .string(product.category),
        ])
      bar.advance()
    }
  }

  /// Where some leads come from by name: the decoration companies that refer them, and the year's fair.
  private struct Origins: Sendable {
    var partners: [String] = []
    var campaign = ""
  }

  private func loadOrigins() async throws -> Origins {
    var origins = Origins()
    let start = today.adding(months: -12)
    let began = JSON.string("\(start)T02:00:00.000Z")
    for partner in DemoWords.partners {
      let made: Made = try leads.decode(
        try await leads.post(
          demo: "/v1/partners",
          ["name": .string(partner.name), "contactName": .string(partner.contact), "occurredAt": began]))
      origins.partners.append(made.id)
    }
    let made: Made = try leads.decode(
      try await leads.post(
        demo: "/v1/campaigns",
        [
          "name": "秋季家装节", "goal": "获客", "channel": "event", "budget": yuan(fen: 18_000_000),
          "startsOn": .string("\(start)"), "endsOn": .string("\(today.adding(months: 1))"), "occurredAt": began,
        ]))
    try await leads.post(demo: "/v1/campaigns/\(made.id)/start", ["occurredAt": began])
    origins.campaign = made.id
    return origins
  }

  // MARK: Leads

  /// Captures all leads and lives their first weeks; those that somebody referred last, since they name a customer.
  private func capture(origins: Origins) async throws -> [Int: Captured] {
    let (first, referred) = (
      plan.leads.indices.filter { plan.leads[$0].channel != .referral },
      plan.leads.indices.filter { plan.leads[$0].channel == .referral }
    )
    let found = try await DemoRequests.concurrently(first) { try await capture($0, origins, referrer: nil) }
    let customers = first.compactMap { found[$0]?.customerId }
    let more = try await DemoRequests.concurrently(referred) { index in
      try await capture(index, origins, referrer: customers.isEmpty ? nil : customers[index % customers.count])
    }
    return found.merging(more) { $1 }
  }

  private func capture(_ index: Int, _ origins: Origins, referrer: String?) async throws -> Captured {
    let lead = plan.leads[index]
    var source: [JSON.Member] = [
      JSON.Member("channel", .string(lead.channel.rawValue)),
      JSON.Member("detail", .string(DemoWords.details[lead.channel.rawValue] ?? "")),
    ]
    switch lead.channel {
    case .partner: source.append(JSON.Member("partnerId", .string(origins.partners[index % origins.partners.count])))
    case .event: source.append(JSON.Member("campaignId", .string(origins.campaign)))
    default: break
    }
    if let referrer { source.append(JSON.Member("referrerCustomerId", .string(referrer))) }
    let captured: Captured = try leads.decode(
      try await leads.post(
        demo: "/v1/leads",
        [
          "name": .string(lead.person.name), "phone": .string(lead.person.phone), "address": lead.person.address,
          "source": .object(source), "interests": .array(lead.interests.map(JSON.string)),
          "budget": yuan(fen: lead.budget), "homeStage": .string(lead.homeStage), "ownerId": .string(lead.ownerId),
          "occurredAt": time(lead, 0),
        ]))
    for (step, summary) in lead.activities.enumerated() {
      try await leads.post(
        demo: "/v1/activities",
        [
          "customerId": .string(captured.customerId), "leadId": .string(captured.id),
          "channel": .string(["phone", "im", "store", "visit"][step % 4]), "at": time(lead, 1 + step * 3),
          "summary": .string(summary), "occurredAt": time(lead, 1 + step * 3),
        ])
    }
    for (step, stage) in lead.stages.enumerated() {
      try await leads.post(
        demo: "/v1/leads/\(captured.id)/stage",
        ["stage": .string(stage.rawValue), "occurredAt": time(lead, 1 + step * 3)])
    }
    switch lead.ending {
    case .lost(let reason):
      try await leads.post(
        demo: "/v1/leads/\(captured.id)/stage",
        ["stage": "lost", "reason": .string(reason), "occurredAt": time(lead, 14)])
    case .invalid(let reason):
      try await leads.post(
        demo: "/v1/leads/\(captured.id)/invalidate", ["reason": .string(reason), "occurredAt": time(lead, 8)])
    case .open, .quoted: break
    }
    bar.advance()
    return captured
  }

  // MARK: Quotes and orders

  private func quote(_ captured: [Int: Captured], in sales: ServiceClient) async throws {
    _ = try await DemoRequests.concurrently(plan.leads.indices.filter { plan.leads[$0].isQuoted }) { index in
      guard let captured = captured[index] else { return }
      try await quote(plan.leads[index], captured, in: sales)
      bar.advance()
    }
  }

  private func quote(_ lead: DemoPlan.Lead, _ captured: Captured, in sales: ServiceClient) async throws {
    guard case .quoted(let accepted, let ordered) = lead.ending else { return }
    let who: [JSON.Member] = [
      JSON.Member("customerId", .string(captured.customerId)), JSON.Member("leadId", .string(captured.id)),
      JSON.Member("salespersonId", .string(lead.ownerId)),
    ]
    let made: Made = try sales.decode(
      try await sales.post(
        demo: "/v1/quotes",
        .object(
          who + [
            JSON.Member("validUntil", .string("\(today.adding(days: 30))")),
            JSON.Member("lines", .array(lead.lines.map(\.json))), JSON.Member("occurredAt", time(lead, 8)),
          ])))
    try await sales.post(demo: "/v1/quotes/\(made.id)/issue", ["occurredAt": time(lead, 9)])
    guard accepted else { return }
    try await sales.post(demo: "/v1/quotes/\(made.id)/accept", ["occurredAt": time(lead, 15)])
    guard ordered else { return }
    let signed = DemoPlan.time(lead.capturedAt, plusDays: 16, before: today)
    let signedOn = BusinessDate(daysSince1970: Int(signed.milliseconds / DemoPlan.day))
    try await sales.post(
      demo: "/v1/orders",
      .object(
        who + [
          JSON.Member("quoteId", .string(made.id)), JSON.Member("designerId", "d-01"),
          JSON.Member("shop", .string(lead.shop)), JSON.Member("signedOn", .string("\(signedOn)")),
          JSON.Member("signedAt", .string(lead.person.building.isMultiple(of: 3) ? "home" : "shop")),
          JSON.Member("promisedOn", .string("\(signedOn.adding(days: 45))")),
          JSON.Member("instalments", demoInstalments(from: signedOn)), JSON.Member("occurredAt", .string("\(signed)")),
        ]))
  }

  // MARK: Requests

  private func time(_ lead: DemoPlan.Lead, _ days: Int) -> JSON {
    .string("\(DemoPlan.time(lead.capturedAt, plusDays: days, before: today))")
  }
}

extension DemoPlan.Lead {
  var isQuoted: Bool {
    if case .quoted = ending { true } else { false }
  }
}
