import Contracts
import FinanceDomain
import Foundation
import Kernel
import Persistence
import SQLite
import TestSupport
import Testing

@testable import FinanceService
@testable import ServiceRuntime

/// Random histories of orders and money: whatever happens, in whatever order, the books are right at every date.
@Suite("Books of random histories")
struct HistoryTests {
  let folder = TemporaryFolder()

  @Test("balance, aging, allocations and totals hold at every date", arguments: [UInt64(1), 2, 3])
  func history(seed: UInt64) throws {
    let seed = ProcessInfo.processInfo.environment["JOINERY_TEST_SEED"].flatMap { UInt64($0) } ?? seed
    print("seed \(seed)")
    var books = try Books(in: folder.path, seed: seed)
    for step in 0..<700 {
      try books.act()
      if step % 50 == 49 { try books.check() }
    }
    try books.checkFold()
  }
}

/// The books of two customers with some orders, and what random steps do to them.
struct Books {
  private var random: SplitMix64
  private let seed: UInt64
  private let clock = ManualClock()
  private let sales: FakeSource
  private let afterSales: FakeSource
  private let leads: FakeSource
  private let finance: SteppedService
  private var orders:
    [(id: ID<Order>, customer: ID<Customer>, terms: OrderTerms, delivered: Int64, version: Int, ended: Bool)] = []
  private var today = BusinessDate(daysSince1970: 20_600)
  private let customers: [ID<Customer>] = ["c1", "c2"]

  init(in folder: String, seed: UInt64) throws {
    self.seed = seed
    random = SplitMix64(seed: seed)
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    finance = try SteppedService(FinanceService.definition(), in: folder, broker: broker, clock: clock)
    leads = try FakeSource(.leads, in: folder, broker: broker, clock: clock)
    sales = try FakeSource(.sales, in: folder, broker: broker, clock: clock)
    afterSales = try FakeSource(.aftersales, in: folder, broker: broker, clock: clock)
    for customer in customers {
      try leads.publish(
        CustomerRegistered(
          customerId: customer, name: customer.text, phone: "", wechat: nil, email: nil, address: Address(),
          source: LeadSource(channel: .own), registeredOn: today))
    }
    try settle()
  }

  /// Sources that finance has no epoch of yet answer when they are stepped; questions reach them through their topic.
  private func settle() throws {
    for _ in 0..<4 {
      try finance.step()
      for source in [leads, sales, afterSales] { try source.step() }
      clock.advance(milliseconds: 1_100)
    }
    try finance.step()
  }

  private mutating func amount(_ range: ClosedRange<Int64> = 1...5_000) -> Money {
    (try? Money(Int64.random(in: range, using: &random))) ?? .zero()
  }

  private mutating func plan(_ total: Money) -> [InstalmentPlan] {
    let count = Int.random(in: 1...3, using: &random)
    return total.split((0..<count).map { _ in Int64.random(in: 1...5, using: &random) }).enumerated().map {
      InstalmentPlan(
        instalmentId: ID("i\($0.offset)"), label: "\($0.offset)", amount: $0.element,
        dueOn: today.adding(days: Int.random(in: -20...120, using: &random)))
    }
  }

  private mutating func terms() -> OrderTerms {
    let total = amount(100...20_000)
    return OrderTerms(lines: [], total: total, taxes: [], instalments: plan(total), promisedOn: nil)
  }

  mutating func act() throws {
    if Int.random(in: 0..<3, using: &random) == 0 { today = today.adding(days: Int.random(in: 0...9, using: &random)) }
    let customer = customers[Int.random(in: 0..<2, using: &random)]
    let live = orders.indices.filter { !orders[$0].ended }
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<12: try confirm(customer)
    case 12..<22: if let index = live.randomElement(using: &random) { try amend(index) }
    case 22..<26: if let index = live.randomElement(using: &random) { try cancel(index) }
    case 26..<38: if let index = live.randomElement(using: &random) { try deliver(index) }
    case 38..<42:
      try afterSales.publish(
        ServiceCharged(
          requestId: ID("s\(random.next())"), number: "SR", customerId: customer, amount: amount(),
          taxRatePercent: Percent(hundredths: 1_300), chargedOn: today, dueOn: today.adding(days: 14),
          occurredAt: clock.now))
      try settleShort()
    case 42..<70: try receive(customer)
    case 70..<77: try reverse()
    case 77..<80: try undo()
    case 80..<88: try refund(customer)
    default: try creditNote()
    }
  }

  private func settleShort() throws {
    try finance.step()
    try sales.step()
  }

  private mutating func confirm(_ customer: ID<Customer>) throws {
    let id = ID<Order>("o\(orders.count)")
    let terms = terms()
    orders.append((id, customer, terms, 0, 1, false))
    try sales.publish(
      OrderConfirmed(
        orderId: id, number: id.text, customerId: customer, quoteId: nil, leadId: nil, salespersonId: "s",
        designerId: nil,
        shop: nil, signedOn: today, signedAt: nil, terms: terms, erp: nil, occurredAt: clock.now))
    try settleShort()
  }

  private mutating func amend(_ index: Int) throws {
    var terms = terms()
    // Sales never goes below what is delivered; what finance has credited it does not know.
    guard terms.total.amount >= orders[index].delivered else { return }
    if Bool.random(using: &random) {
      let old = orders[index].terms
      terms.instalments = zip(old.instalments, terms.total.split(old.instalments.map { $0.amount.amount + 1 })).map {
        InstalmentPlan(instalmentId: $0.instalmentId, label: $0.label, amount: $1, dueOn: $0.dueOn)
      }
    }
    orders[index].version += 1
    try sales.publish(
      OrderAmended(
        orderId: orders[index].id, customerId: orders[index].customer, version: orders[index].version,
        salespersonId: "s", shop: nil, signedOn: today, signedAt: nil, previousTotal: orders[index].terms.total,
        terms: terms, reason: nil, amendedOn: earlier(), erp: nil, occurredAt: clock.now))
    orders[index].terms = terms
    try settleShort()
  }

  private mutating func cancel(_ index: Int) throws {
    orders[index].ended = true
    try sales.publish(
      OrderCancelled(
        orderId: orders[index].id, customerId: orders[index].customer, reason: "x", cancelledOn: earlier(), erp: nil,
        occurredAt: clock.now))
    try settleShort()
  }

  private mutating func deliver(_ index: Int) throws {
    let left = orders[index].terms.total.amount - orders[index].delivered
    guard left > 0 else { return }
    let amount = Int64.random(in: 1...left, using: &random)
    orders[index].delivered += amount
    try sales.publish(
      DeliveryNoted(
        deliveryId: ID("d\(random.next())"), number: "DN", orderId: orders[index].id,
        customerId: orders[index].customer, salespersonId: nil, shop: nil, deliveredOn: today, warehouse: "w",
        lines: [], amount: try Money(amount),
        taxes: [
          TaxShare(
            ratePercent: Percent(hundredths: 1_300), gross: try Money(amount),
            tax: try Money(amount).scaled(13, over: 113))
        ], isComplete: amount == left, occurredAt: clock.now))
    try settleShort()
  }

  /// What a refusal of a rule undoes is as if it had not been asked.
  private func command<Body: Command, Result: Sendable>(
    _ body: Body, id: String? = nil,
    _ run: @escaping @Sendable (CommandRequest<Body>, borrowing UnitOfWork) throws -> Result
  ) throws {
    var http = HTTPRequestForTests.make()
    http.parameters["id"] = id
    let request = CommandRequest(body: body, caller: .local, http: http)
    do {
      _ = try finance.command { unit in _ = try run(request, unit) }
    } catch is FinanceError {
    } catch is Problem {
    }
  }

  private mutating func receive(_ customer: ID<Customer>) throws {
    let open = try finance.rows("SELECT id, open FROM receivables WHERE open > 0 AND customer = '\(customer)'")
    var chosen: [ChosenAllocation]?
    if Bool.random(using: &random) {
      chosen = []
      if let pick = open.randomElement(using: &random), let most = Int64(pick[1]) {
        chosen = [
          ChosenAllocation(
            receivableId: ID(pick[0]), amount: try Money(Int64.random(in: 1...most + 1, using: &random)))
        ]
      }
    }
    let receipt = PostReceipt(
      customerId: customer, amount: amount(), method: .bank,
      receivedOn: today.adding(days: Int.random(in: -30...5, using: &random)), salespersonId: nil, orderId: nil,
      allocations: chosen, externalId: nil, occurredAt: nil)
    try command(receipt) { request, unit in _ = try postReceipt(request, in: unit) }
  }

  private mutating func reverse() throws {
    let receipts = try finance.rows("SELECT id, received_on FROM receipts WHERE reversed_on IS NULL ORDER BY id")
    guard let pick = receipts.randomElement(using: &random) else { return }
    let day = earlier()
    try command(ReverseReceipt(on: day, reason: "x", occurredAt: nil), id: pick[0]) { request, unit in
      _ = try reverseReceipt(request, in: unit)
    }
  }

  /// Most facts become known on their day, some late, a few ahead.
  private mutating func earlier() -> BusinessDate {
    today.adding(days: Bool.random(using: &random) ? 0 : Int.random(in: -40...6, using: &random))
  }

  private mutating func undo() throws {
    let standing = try finance.rows("SELECT id FROM allocations GROUP BY id HAVING sum(amount) > 0 ORDER BY id")
    guard let pick = standing.randomElement(using: &random) else { return }
    try command(UndoAllocation(on: earlier(), reason: "x"), id: pick[0]) { request, unit in
      _ = try undoAllocation(request, in: unit)
    }
  }

  private mutating func refund(_ customer: ID<Customer>) throws {
    let refund = PostRefund(
      customerId: customer, amount: amount(1...3_000), method: .cash, refundedOn: earlier(), reason: "x",
      occurredAt: nil)
    try command(refund) { request, unit in _ = try postRefund(request, in: unit) }
  }

  private mutating func creditNote() throws {
    let items = try finance.rows("SELECT id FROM receivables ORDER BY id")
    guard let pick = items.randomElement(using: &random) else { return }
    let note = PostCreditNote(
      receivableId: ID(pick[0]), amount: amount(1...2_000), creditedOn: earlier(), reason: "x", occurredAt: nil)
    try command(note) { request, unit in _ = try postCreditNote(request, in: unit) }
  }

  // MARK: What must hold

  mutating func check() throws {
    #expect(try finance.integer("SELECT count(*) FROM held_keys") == 0, "seed \(seed)")
    let days = try finance.rows("SELECT DISTINCT on_day FROM ledger_lines ORDER BY 1").map { $0[0] }
    for text in days.shuffled(using: &random).prefix(12) + [days.last ?? "", "2999-01-01"] {
      guard let day = BusinessDate(text) else { continue }
      let (rows, balances) = try finance.store.read { database in
        (try Aging.rows(asOf: day, in: database), try Ledger.trialBalance(asOf: day, in: database))
      }
      let debits = balances.rows.reduce(Int64(0)) { $0 + $1.debit.amount }
      let credits = balances.rows.reduce(Int64(0)) { $0 + $1.credit.amount }
      #expect(debits == credits, "seed \(seed): the ledger balances on \(text)")
      func balance(_ account: String) -> Int64 {
        balances.rows.first { $0.account == account }.map { $0.debit.amount - $0.credit.amount } ?? 0
      }
      #expect(
        rows.reduce(0) { $0 + $1.total.amount } == balance("receivable"), "seed \(seed): aging is the ledger on \(text)"
      )
      #expect(
        rows.reduce(0) { $0 + $1.unallocated.amount } == -balance("deposits"), "seed \(seed): deposits on \(text)")
      for row in rows { #expect(row.unallocated.amount >= 0, "seed \(seed): no credit is negative on \(text)") }
    }
    try checkEveryDay()
    #expect(try finance.integer("SELECT count(*) FROM receivables WHERE open < 0") == 0, "seed \(seed)")
    let wrong = try finance.rows(
      """
      SELECT o.id FROM orders o WHERE o.state = 'confirmed'
        AND NOT EXISTS (SELECT 1 FROM receivables r WHERE r.order_id = o.id AND r.credited > 0) AND o.total !=
        (SELECT coalesce(sum(r.amount), 0) FROM receivables r WHERE r.order_id = o.id AND r.kind = 'order')
      """)
    #expect(wrong.isEmpty, "seed \(seed): an order's total is that of its receivables \(wrong)")
    let numbers = try finance.rows("SELECT number FROM receipts ORDER BY number").map { $0[0] }
    #expect(Set(numbers).count == numbers.count)
  }

  /// No open part and no credit is negative at the end of any day, and allocations never exceed either side.
  private func checkEveryDay() throws {
    for (what, own, movements) in [
      ("open part", "receivable", "SELECT receivable AS id, on_day, amount FROM receivable_changes"),
      ("credit", "credit", "SELECT credit AS id, on_day, amount FROM credit_changes"),
    ] {
      let negative = try finance.rows(
        """
        WITH days AS (SELECT id, on_day, sum(amount) AS moved FROM (
            \(movements) UNION ALL SELECT \(own), on_day, -amount FROM allocations) GROUP BY id, on_day),
          running AS (SELECT id, on_day, sum(moved) OVER (PARTITION BY id ORDER BY on_day) AS rest FROM days)
        SELECT id, on_day, rest FROM running WHERE rest < 0
        """)
      #expect(negative.isEmpty, "seed \(seed): no \(what) is negative on any day \(negative.prefix(3))")
    }
    let differing = try finance.rows(
      """
      SELECT id FROM receivables r WHERE open !=
        (SELECT sum(amount) FROM receivable_changes WHERE receivable = r.id)
        - (SELECT coalesce(sum(amount), 0) FROM allocations WHERE receivable = r.id)
      """)
    #expect(differing.isEmpty, "seed \(seed): what is open is what its movements say \(differing.prefix(3))")
  }

  func checkFold() throws {
    let check = try Verification(FinanceService.definition(), path: finance.store.path, at: clock.now)
    try check.foldOwn()
    try check.compare(own: true, copies: false)
    #expect(check.differences.isEmpty, "seed \(seed): \(check.differences)")
  }
}
