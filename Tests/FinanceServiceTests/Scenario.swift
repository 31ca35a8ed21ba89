import Contracts
import FinanceDomain
import Kernel
import Messaging
import Persistence

import TestSupport
import Testing

@testable import FinanceService
@testable import ServiceRuntime

/// One business fact of a table of cases, in the words of an accountant. Receivables are named by their labels: the
/// first instalment of order `A` is `A1`.
enum Fact: Sendable {
  /// Instalments as (due, amount).
  case order(String, on: String, [(String, Int64)])
  case amend(String, on: String, [(String, Int64)])
  case cancel(String, on: String)
  case reinstate(String, on: String, [(String, Int64)])
  case deliver(String, on: String, Int64, complete: Bool = false)
  case charge(String, on: String, due: String, Int64)
  /// Without `to` oldest due first.
  case receive(String, on: String, Int64, to: [(String, Int64)]? = nil)
  case allocate(String, to: [(String, Int64)])
  case bounce(String, on: String)
  case undo(String, of: String, on: String)
  case refund(on: String, Int64)
  case note(String, on: String, Int64)
}

/// The books of one customer that facts are written into, one after the other.
final class Scenario {
  let clock: ManualClock
  let customer: ID<Customer> = "c1"
  let finance: SteppedService
  let leads: FakeSource
  private let sales: FakeSource
  private let afterSales: FakeSource
  private var receipts: [String: String] = [:]
  private var totals: [String: Money] = [:]
  private var versions: [String: Int] = [:]
  private let taxRate: Percent
  /// Kinds of the refusals, in order.
  private(set) var refusals: [String] = []

  /// Facts may lie before `today` or after it; what looks at the present looks from there.
  init(in folder: String, taxHundredths: Int64 = 0, today: String = "2026-11-22") throws {
    try CompanyZone.use("Asia/Shanghai")
    clock = ManualClock(CompanyZone.start(of: try Self.day(today)))
    taxRate = Percent(hundredths: Int(taxHundredths))
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    finance = try SteppedService(FinanceService.definition(), in: folder, broker: broker, clock: clock)
    leads = try FakeSource(.leads, in: folder, broker: broker, clock: clock)
    sales = try FakeSource(.sales, in: folder, broker: broker, clock: clock)
    afterSales = try FakeSource(.aftersales, in: folder, broker: broker, clock: clock)
    for id in [customer, "c2"] {
      try leads.publish(
        CustomerRegistered(
          customerId: id, name: "陈伟", phone: "13800138000", wechat: nil, email: nil, address: Address(),
          source: LeadSource(channel: .own), registeredOn: try Self.day("2026-01-01")))
    }
    for _ in 0..<4 {
      try finance.step()
      for source in [leads, sales, afterSales] { try source.step() }
      clock.advance(milliseconds: 1_100)
    }
    try finance.step()
  }

  static func day(_ text: String) throws -> BusinessDate { try #require(BusinessDate(text), "\(text) is a day") }

  func write(_ facts: [Fact]) throws { for fact in facts { try write(fact) } }

  func write(_ fact: Fact) throws {
    switch fact {
    case .order(let name, let on, let plan):
      let terms = try terms(name, plan)
      totals[name] = terms.total
      try publish(
        OrderConfirmed(
          orderId: ID(name), number: "SO-\(name)", customerId: customer, quoteId: nil, leadId: nil,
          salespersonId: "s-1", designerId: nil, shop: "shop-1", signedOn: try Self.day(on), signedAt: nil,
          terms: terms, erp: nil, occurredAt: clock.now))
    case .amend(let name, let on, let plan):
      let terms = try terms(name, plan)
      versions[name, default: 1] += 1
      try publish(
        OrderAmended(
          orderId: ID(name), customerId: customer, version: versions[name, default: 1], salespersonId: "s-1",
          shop: "shop-1", signedOn: try Self.day(on), signedAt: nil, previousTotal: totals[name] ?? .zero(),
          terms: terms, reason: nil, amendedOn: try Self.day(on), erp: nil, occurredAt: clock.now))
      totals[name] = terms.total
    case .cancel(let name, let on):
      try publish(
        OrderCancelled(
          orderId: ID(name), customerId: customer, reason: "x", cancelledOn: try Self.day(on), erp: nil,
          occurredAt: clock.now))
    case .reinstate(let name, let on, let plan):
      let terms = try terms(name, plan)
      versions[name, default: 1] += 1
      try publish(
        OrderReinstated(
          orderId: ID(name), customerId: customer, version: versions[name, default: 1], salespersonId: "s-1",
          shop: "shop-1", signedOn: try Self.day(on), signedAt: nil, previousTotal: totals[name] ?? .zero(),
          terms: terms, reason: nil, reinstatedOn: try Self.day(on), erp: nil, occurredAt: clock.now))
      totals[name] = terms.total
    case .deliver(let name, let on, let amount, let complete):
      try publish(
        DeliveryNoted(
          deliveryId: ID("\(name)-\(on)"), number: "DN", orderId: ID(name), customerId: customer, salespersonId: nil,
          shop: nil, deliveredOn: try Self.day(on), warehouse: "w", lines: [], amount: try Money(amount),
          taxes: [try tax(amount)], isComplete: complete, occurredAt: clock.now))
    case .charge(let name, let on, let due, let amount):
      try afterSales.publish(
        ServiceCharged(
          requestId: ID(name), number: name, customerId: customer, amount: try Money(amount), taxRatePercent: taxRate,
          chargedOn: try Self.day(on), dueOn: try Self.day(due), occurredAt: clock.now))
      try finance.step()
    case .receive(let name, let on, let amount, let chosen):
      let body = PostReceipt(
        customerId: customer, amount: try Money(amount), method: .bank, receivedOn: try Self.day(on),
        allocations: try chosen.map(allocations))
      receipts[name] = try command(body) { try PostReceipt.run($0, $1).body.id.text }
    case .allocate(let name, let chosen):
      _ = try command(AllocateReceipt(allocations: try allocations(chosen)), id: receipts[name]) {
        try AllocateReceipt.run($0, $1).body.id.text
      }
    case .bounce(let name, let on):
      _ = try command(ReverseReceipt(on: try Self.day(on), reason: "退票"), id: receipts[name]) {
        try ReverseReceipt.run($0, $1).body.id.text
      }
    case .undo(let receipt, let receivable, let on):
      let id = try finance.rows(
        """
        SELECT a.id FROM allocations a JOIN receivables r ON r.id = a.receivable
        WHERE a.credit = '\(receipts[receipt] ?? "")' AND r.label = '\(receivable)'
        """
      ).first?[0]
      _ = try command(UndoAllocation(on: try Self.day(on), reason: "x"), id: id) {
        try UndoAllocation.run($0, $1).body.id.text
      }
    case .refund(let on, let amount):
      let body = PostRefund(
        customerId: customer, amount: try Money(amount), method: .cash, refundedOn: try Self.day(on), reason: "x")
      _ = try command(body) { try PostRefund.run($0, $1).body.id.text }
    case .note(let receivable, let on, let amount):
      let body = PostCreditNote(
        receivableId: ID(try id(of: receivable)), amount: try Money(amount), creditedOn: try Self.day(on), reason: "x")
      _ = try command(body) { try PostCreditNote.run($0, $1).body.id.text }
    }
  }

  func publish(_ event: any DomainEvent) throws {
    try sales.publish(event)
    try finance.step()
  }

  private func tax(_ gross: Int64) throws -> TaxShare {
    let rate = Int64(taxRate.hundredths)
    return TaxShare(
      ratePercent: taxRate, gross: try Money(gross), tax: try Money(gross).scaled(rate, over: 10_000 + rate))
  }

  private func terms(_ name: String, _ plan: [(String, Int64)]) throws -> OrderTerms {
    let total = plan.reduce(0) { $0 + $1.1 }
    return OrderTerms(
      lines: [], total: try Money(total), taxes: [try tax(total)],
      instalments: try plan.enumerated().map {
        InstalmentPlan(
          instalmentId: ID("\(name)\($0.offset + 1)"), label: "\(name)\($0.offset + 1)",
          amount: try Money($0.element.1), dueOn: try Self.day($0.element.0))
      }, promisedOn: nil)
  }

  func id(of label: String) throws -> String {
    try finance.rows("SELECT id FROM receivables WHERE label = '\(label)' ORDER BY place DESC").first?[0] ?? "unknown"
  }

  private func allocations(_ chosen: [(String, Int64)]) throws -> [ChosenAllocation] {
    try chosen.map { ChosenAllocation(receivableId: ID(try id(of: $0.0)), amount: try Money($0.1)) }
  }

  /// Runs a command; a refusal leaves everything as it was and is noted by its kind.
  func command<Body: Command>(
    _ body: Body, id: String? = nil, by caller: Caller = .local,
    _ run: @escaping @Sendable (CommandRequest<Body>, borrowing UnitOfWork) throws -> String
  ) throws -> String? {
    var http = HTTPRequestForTests.make()
    http.parameters["id"] = id
    http.parameters["customerId"] = id
    http.parameters["month"] = id
    let request = CommandRequest(body: body, caller: caller, http: http, now: clock.now)
    do {
      return try finance.command { try run(request, $0) }
    } catch let problem as Problem {
      refusals.append(problem.errors.first?.code ?? problem.kind)
    } catch let error as FinanceError {
      refusals.append(error.problem.errors.first?.code ?? error.problem.kind)
    }
    return nil
  }

  /// Folds the event journal into an empty store and compares.
  func verify() throws {
    let check = try Verification(FinanceService.definition(), path: finance.store.path, at: clock.now)
    try check.foldOwn()
    try check.compare(own: true, copies: false)
    #expect(check.differences.isEmpty, "\(check.differences)")
  }

  // MARK: Figures

  /// What is open at a day and how: `A1 60 part-paid, A2 40 open; credit 20`.
  func figures(on text: String) throws -> String {
    let day = try Self.day(text)
    return try finance.store.read { database in
      let items = try Receivables.list(customer: customer.text, order: nil, for: .everything, asOf: day, in: database)
        .sorted {
          ($0.label, $0.on) < ($1.label, $1.on)
        }
      let credit =
        try Aging.rows(asOf: day, customer: customer.text, for: .everything, in: database).first?.unallocated.amount
        ?? 0
      return items.map { "\($0.label) \($0.open.amount) \($0.state.rawValue)" }.joined(separator: ", ")
        + "; credit \(credit)"
    }
  }

  /// Balances of the ledger at a day, debit positive: `bank 100 deposits -100`.
  func balances(on text: String) throws -> String {
    let day = try Self.day(text)
    return try finance.store.read { database in
      try Ledger.trialBalance(asOf: day, in: database).rows.map {
        "\($0.account.replacing("money.", with: "")) \($0.debit.amount - $0.credit.amount)"
      }.joined(separator: " ")
    }
  }
}
