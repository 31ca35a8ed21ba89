import Contracts
import Kernel
import Testing

@testable import ReportingService
@testable import ServiceRuntime

@Suite struct OwnershipTests {
  private func caller(_ role: Role, _ subject: String = "me", shop: String? = nil) -> Caller {
    Caller(subject: subject, name: subject, roles: [role], shop: shop)
  }

  private func lead(_ id: String, of customer: String, ownedBy owner: String) -> LeadCaptured {
    var lead = Samples.lead(id, of: customer, .online, on: "2026-01-10")
    lead.ownerId = ID(owner)
    return lead
  }

  /// `c1` is Ben's: lead, order of 900 yuan with money paid ahead, job, commission and a gift. `me` has an order of 1
  /// yuan with the same customer.
  private func model() throws -> ReadModel {
    let yuan = { try Samples.yuan($0) }
    return try ReadModel(of: [
      EmployeeChanged(code: "me", name: "我", role: "net-sales", shop: "s1", active: true),
      EmployeeChanged(code: "ben", name: "本", role: "net-sales", shop: "s2", active: true),
      CrewChanged(code: "k1", name: "一队", active: true, members: ["ben"]),
      Samples.customer("c1", "欧阳明月", phone: "13812345678"), lead("l1", of: "c1", ownedBy: "ben"),
      Samples.order("o1", of: "c1", lead: "l1", by: "ben", in: "s2", try yuan(900), on: "2026-02-01"),
      Samples.order("mine", of: "c1", lead: nil, by: "me", in: nil, try yuan(1), on: "2026-02-02"),
      MoneySamples.receivable("r1", of: "c1", order: "o1", try yuan(900), on: "2026-02-01", due: "2026-03-01"),
      MoneySamples.receivable("r2", of: "c1", order: "mine", try yuan(1), on: "2026-02-02", due: "2026-03-01"),
      MoneySamples.receipt("p1", of: "c1", try yuan(300), on: "2026-02-03"),
      MoneySamples.allocation("p1", to: "r1", of: "c1", order: "o1", try yuan(200), on: "2026-02-03"),
      WorkSamples.accrued("cm1", of: "c1", to: "ben", try yuan(9), on: "2026-02-03"),
      WorkSamples.spent("e1", "gift", "wine", try yuan(7), by: "ben", for: "c1", on: "2026-02-03"),
      WorkSamples.spent("e2", "wages", "february", try yuan(70), on: "2026-02-28"),
      WorkSamples.spent("e3", "travel", "taxi", try yuan(3), by: "me", on: "2026-02-28"),
      InstallationPlanned(
        installationId: "i1", customerId: "c1", orderId: "o1", deliveryId: "d", deliveredOn: Samples.day("2026-02-05"),
        lines: [], brief: [], occurredAt: Instant(milliseconds: 0)),
      WorkSamples.installed("i1", of: "c1", by: "k1", on: "2026-12-01", problems: [("p1", .crew)]),
      WorkSamples.closed("p1", of: "c1", .crew, try yuan(5), on: "2026-12-02"),
      WorkSamples.requested("q1", of: "c1", on: "2026-12-03"),
    ])
  }

  @Test("an order of 1 yuan opens its own money, and none else of the customer's")
  func ownOrder() throws {
    let model = try model()
    let me = caller(.netSales)
    let card = try model.card(of: "c1", as: me)
    #expect(card.profile?.phone == "13812345678")
    let (one, rest) = (try Samples.yuan(1), try Samples.yuan(701))
    #expect(card.orders.map(\.orderId) == ["mine"] && card.signed == [one])
    #expect(card.leads.isEmpty && card.installations.isEmpty && card.receipts.isEmpty)
    #expect(card.receivables.map(\.receivableId) == ["r2"])
    let money = try #require(card.money.first)
    #expect(card.money.count == 1 && money.open == one && money.unallocated.isZero)
    let aging = try model.report(.receivablesAging, as: me)
    #expect(aging.scope == "own" && aging.totals["total"] == .money(one))
    #expect(aging.totals["unallocated"] == .money(.zero()))
    let explained = try model.explain(.receivablesAging, [("column", "total")], as: me)
    #expect(explained.scope == "own" && explained.events.map(\.subject) == ["r2"])
    let whole = try model.report(.receivablesAging, as: caller(.finance))
    #expect(whole.scope == "all" && whole.totals["total"] == .money(rest))
    let types = try model.timeline(of: "c1", as: me)
    #expect(
      types == [CustomerRegistered.type, OrderConfirmed.type, ReceivableOpened.type, ServiceRequested.type], "\(types)")
  }

  @Test("of expenses and commission one's own are told, and explained")
  func earnings() throws {
    let model = try model()
    for (caller, amount, events) in [
      (caller(.netSales), 3, ["e3"]), (caller(.shop, shop: "s1"), 3, ["e3"]), (caller(.netSales, "ben"), 7, ["e1"]),
      (caller(.finance), 80, ["e1", "e2", "e3"]),
    ] as [(Caller, Int64, [String])] {
      let (total, sum) = (try model.report(.expenses, as: caller).totals["amount"], try Samples.yuan(amount))
      #expect(total == .money(sum))
      let explained = try model.explain(.expenses, [("column", "amount")], as: caller)
      #expect(explained.events.map(\.subject) == events && explained.value == .money(sum))
      let row = try model.explain(.expenses, [("column", "amount"), ("row", "wages")], as: caller)
      #expect(row.events.map(\.subject) == (caller.roles == [.finance] ? ["e2"] : []))
    }
    #expect(try model.report(.commissions, as: caller(.netSales)).rows.isEmpty)
    #expect(try model.timeline(of: "c1", as: caller(.netSales, "ben")).contains(CommissionAccrued.type))
    #expect(try !model.timeline(of: "c1", as: caller(.service)).contains(CommissionAccrued.type))
  }

  @Test("a card shows of each part what its reader sees of that")
  func parts() throws {
    let model = try model()
    let service = try model.card(of: "c1", as: caller(.service))
    #expect(service.orders.isEmpty && service.money.isEmpty && service.receivables.isEmpty && service.leads.isEmpty)
    #expect(service.installations.count == 1 && service.requests.count == 1)
    let finance = try model.card(of: "c1", as: caller(.finance))
    #expect(finance.orders.count == 2 && finance.receipts.count == 1 && finance.installations.isEmpty)
    #expect(finance.profile?.phone == "138****5678")
    let crew = try model.card(of: "c1", as: caller(.installer, "ben"))
    #expect(crew.installations.count == 1 && crew.orders.isEmpty && crew.receivables.isEmpty)
    let ben = try model.card(of: "c1", as: caller(.netSales, "ben"))
    #expect(ben.orders.map(\.orderId) == ["o1"] && ben.receivables.map(\.receivableId) == ["r1"])
    #expect(ben.leads.count == 1 && ben.installations.count == 1 && ben.requests.count == 1)
    #expect(throws: Problem.self) { try model.card(of: "c1", as: caller(.netSales, "nobody")) }
  }

  @Test(
    "whoever works at a customer's sees him until 30 days after that ended: asked on 31 December",
    arguments: [
      (nil, nil, true), ("k1", "2026-12-01", true), ("k1", "2026-11-30", false), (nil, "2026-12-01", false),
    ] as [(String?, String?, Bool)])
  func crews(crew: String?, doneOn: String?, sees: Bool) throws {
    var events: [any DomainEvent] = [
      CrewChanged(code: "k1", name: "一队", active: true, members: ["me"]), Samples.customer("c1", "甲"),
      InstallationPlanned(
        installationId: "i1", customerId: "c1", orderId: "o1", deliveryId: "d", deliveredOn: Samples.day("2026-02-05"),
        lines: [], brief: [], occurredAt: Instant(milliseconds: 0)),
      InstallationScheduled(
        installationId: "i1", customerId: "c1", on: Samples.day("2026-02-06"), slot: "day", crewId: "k1",
        occurredAt: Instant(milliseconds: 0)),
    ]
    if let doneOn { events.append(WorkSamples.installed("i1", of: "c1", by: crew, on: doneOn)) }
    let model = try ReadModel(of: events)
    let card = try? model.card(of: "c1", as: caller(.installer))
    #expect(card?.installations.count == (sees ? 1 : nil))
  }

  @Test("a report of a shop is that of its people and of what names it; of installations, that of crew or order")
  func reports() throws {
    let model = try model()
    let shop = caller(.shop, "ann", shop: "s2")
    let sales = try model.report(.sales, as: shop)
    #expect(sales.scope == "shop" && sales.lines == ["ben 1 900 0 0"])
    #expect(try model.report(.leadSources, as: shop).lines.map { $0.prefix(8) } == ["online 1"])
    #expect(try model.report(.leadSources, as: caller(.netSales)).rows.isEmpty)
    for shape in [ReportShape.afterSales, .quality] {
      let row = shape.name == .quality ? [("groupBy", "crew")] : []
      #expect(try model.report(shape, row, as: shop).lines.contains { $0.hasPrefix("k1 1") }, "\(shape.name)")
      #expect(try !model.report(shape, row, as: caller(.netSales)).lines.contains { $0.hasPrefix("k1") })
    }
    let closed = try model.explain(.quality, [("column", "closed")], as: caller(.netSales, "ben"))
    #expect(closed.events.map(\.type) == [ProblemClosed.type])
  }

  @Test(
    "a report that makes no sense in part is refused to who sees a part",
    arguments: [ReportName.campaigns, .receivablesConcentration, .cash, .segments, .retention, .sourceToCash])
  func whole(name: ReportName) throws {
    let model = try model()
    let shape = try #require(ReportShape.all.first { $0.name == name })
    let error = try #require(throws: Problem.self) { try model.report(shape, as: caller(.netSales)) }
    #expect(error.status == 403 && error.detail?.english.contains(name.rawValue) == true)
    let column = ("column", shape.measures[0].name)
    #expect(throws: Problem.self) { try model.explain(shape, [column], as: caller(.shop, shop: "s2")) }
    #expect(try model.report(shape, as: caller(.manager)).scope == "all")
  }

  @Test("who sells sees the customers and leads whom nobody has, and counts them in no report")
  func pool() throws {
    var free = lead("l1", of: "c1", ownedBy: "nobody")
    free.ownerId = nil
    let model = try ReadModel(of: [Samples.customer("c1", "甲"), free])
    let card = try model.card(of: "c1", as: caller(.netSales))
    #expect(card.leads.count == 1 && card.profile?.phone == "13800000000")
    #expect(try model.report(.leadSources, as: caller(.netSales)).rows.isEmpty)
    #expect(throws: Problem.self) { try model.card(of: "c1", as: caller(.installer)) }
    let taken = try ReadModel(of: [Samples.customer("c1", "甲"), free, lead("l2", of: "c1", ownedBy: "ben")])
    #expect(throws: Problem.self) { try taken.card(of: "c1", as: caller(.netSales)) }
  }

  @Test("names of customers whom somebody does not see stand in no report")
  func labels() throws {
    var referred = lead("l2", of: "c2", ownedBy: "me")
    referred.profile.source = LeadSource(channel: .referral, referrerCustomerId: "c1")
    let model = try ReadModel(of: [
      Samples.customer("c1", "介绍人"), lead("l1", of: "c1", ownedBy: "ben"), Samples.customer("c2", "乙"), referred,
    ])
    #expect(try model.answer(.referrals, as: caller(.netSales)).labels == [[nil]])
    #expect(try model.answer(.referrals, as: caller(.manager)).labels == [["介绍人"]])
  }
}
