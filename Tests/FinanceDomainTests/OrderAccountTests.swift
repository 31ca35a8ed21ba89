import Contracts
import FinanceDomain
import Kernel
import Testing

@Suite("The account of a contract")
struct OrderAccountTests {
  enum Move: Sendable {
    case amend([(String, Int64)], from: Int64, on: String)
    case cancel(on: String)
    case reinstate([(String, Int64)], from: Int64, on: String)
    case deliver(Int64, on: String, complete: Bool = false, id: String = "d1")
    case takeBack(Int64, on: String, id: String = "d1")
    /// Of the instalment with this place in the plan.
    case credit(Int, Int64, on: String)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var credit: [(String, String, Int64)] = []
    var closed: Set<String> = []
    var plan: [(String, Int64)] = [("2026-04-01", 4_000), ("2026-06-01", 6_000)]
    var moves: [Move] = []
    /// What happened after the order was confirmed on 2026-03-01.
    var events: [String]
    var testDescription: String { name }
  }

  private static let plan: [(String, Int64)] = [("2026-04-01", 4_000), ("2026-06-01", 6_000)]

  static let cases: [Case] = [
    Case(
      name: "delivery moves its share to revenue and tax, the last one what is left",
      moves: [.deliver(3_390, on: "2026-05-01"), .deliver(6_000, on: "2026-05-02", complete: true, id: "d2")],
      events: ["revenue 3390 tax 390 on 2026-05-01", "revenue 6610 tax 760 on 2026-05-02"]),
    Case(
      name: "no more than the order comes to becomes revenue, with its share of the tax",
      moves: [.deliver(11_300, on: "2026-05-01")], events: ["revenue 10000 tax 1150 on 2026-05-01"]),
    Case(
      name: "a closed month posts into the first open one", closed: ["2026-05", "2026-06"],
      moves: [.deliver(1_130, on: "2026-05-20")], events: ["revenue 1130 tax 130 on 2026-07-01"]),
    Case(
      name: "a delivery that is taken back is contract liability again",
      moves: [.deliver(1_130, on: "2026-05-01"), .takeBack(1_130, on: "2026-05-09")],
      events: ["revenue 1130 tax 130 on 2026-05-01", "revenue -1130 tax -130 on 2026-05-09"]),
    Case(
      name: "a delivery that nobody noted moves nothing back", moves: [.takeBack(1_130, on: "2026-05-09")], events: []),
    Case(
      name: "cancelling closes what was not delivered, last instalment first",
      moves: [.deliver(1_130, on: "2026-05-01"), .cancel(on: "2026-05-10")],
      events: ["revenue 1130 tax 130 on 2026-05-01", "closed 6000 on 2026-05-10", "closed 2870 on 2026-05-10"]),
    Case(
      name: "what was paid for what is closed is the customer's again", credit: [("r", "2026-02-01", 9_000)],
      moves: [.cancel(on: "2026-05-10")],
      events: [
        "freed 5000 of r on 2026-05-10", "closed 6000 on 2026-05-10", "freed 4000 of r on 2026-05-10",
        "closed 4000 on 2026-05-10",
      ]),
    Case(
      name: "a delivery taken back after the cancelling is closed too",
      moves: [
        .deliver(1_130, on: "2026-05-01"), .cancel(on: "2026-05-10"), .takeBack(1_130, on: "2026-05-12"),
      ],
      events: [
        "revenue 1130 tax 130 on 2026-05-01", "closed 6000 on 2026-05-10", "closed 2870 on 2026-05-10",
        "revenue -1130 tax -130 on 2026-05-12", "closed 1130 on 2026-05-12",
      ]),
    Case(
      name: "a reinstated order is owed again, and what was paid for it counts again",
      credit: [("r", "2026-02-01", 9_000)],
      moves: [.cancel(on: "2026-05-10"), .reinstate(plan, from: 10_000, on: "2026-05-20")],
      events: [
        "freed 5000 of r on 2026-05-10", "closed 6000 on 2026-05-10", "freed 4000 of r on 2026-05-10",
        "closed 4000 on 2026-05-10", "owed again 4000 on 2026-05-20", "owed again 6000 on 2026-05-20",
        "allocated 4000 of r on 2026-05-20", "allocated 5000 of r on 2026-05-20",
      ]),
    Case(
      name: "it takes its new terms before it takes the credit, so that nothing is freed again",
      credit: [("r", "2026-02-01", 9_000)],
      moves: [
        .cancel(on: "2026-05-10"),
        .reinstate([("2026-04-01", 4_000), ("2026-06-01", 2_000)], from: 10_000, on: "2026-05-20"),
      ],
      events: [
        "freed 5000 of r on 2026-05-10", "closed 6000 on 2026-05-10", "freed 4000 of r on 2026-05-10",
        "closed 4000 on 2026-05-10", "owed again 4000 on 2026-05-20", "owed again 6000 on 2026-05-20",
        "amended A2 6000>2000 on 2026-05-20", "allocated 4000 of r on 2026-05-20", "allocated 2000 of r on 2026-05-20",
      ]),
    Case(
      name: "an instalment that its new terms add is opened and paid with the others",
      credit: [("r", "2026-02-01", 12_000)],
      moves: [.cancel(on: "2026-05-10"), .reinstate(plan + [("2026-07-01", 5_000)], from: 10_000, on: "2026-05-10")],
      events: [
        "freed 6000 of r on 2026-05-10", "closed 6000 on 2026-05-10", "freed 4000 of r on 2026-05-10",
        "closed 4000 on 2026-05-10", "owed again 4000 on 2026-05-10", "owed again 6000 on 2026-05-10",
        "opened A3 5000 on 2026-05-10", "allocated 4000 of r on 2026-05-10", "allocated 6000 of r on 2026-05-10",
        "allocated 2000 of r on 2026-05-10",
      ]),
    Case(
      name: "what was delivered before stays revenue, and the rest is recognised when it is delivered",
      moves: [
        .deliver(1_130, on: "2026-05-01"), .cancel(on: "2026-05-10"), .reinstate(plan, from: 10_000, on: "2026-05-20"),
        .deliver(8_870, on: "2026-05-25", complete: true, id: "d2"),
      ],
      events: [
        "revenue 1130 tax 130 on 2026-05-01", "closed 6000 on 2026-05-10", "closed 2870 on 2026-05-10",
        "owed again 2870 on 2026-05-20", "owed again 6000 on 2026-05-20", "revenue 8870 tax 1020 on 2026-05-25",
      ]),
    Case(
      name: "a delivery taken back while it was cancelled is owed again with the rest",
      moves: [
        .deliver(1_130, on: "2026-05-01"), .cancel(on: "2026-05-10"), .takeBack(1_130, on: "2026-05-12"),
        .reinstate(plan, from: 10_000, on: "2026-05-11"),
      ],
      events: [
        "revenue 1130 tax 130 on 2026-05-01", "closed 6000 on 2026-05-10", "closed 2870 on 2026-05-10",
        "revenue -1130 tax -130 on 2026-05-12", "closed 1130 on 2026-05-12", "owed again 4000 on 2026-05-12",
        "owed again 6000 on 2026-05-11",
      ]),
    Case(
      name: "it comes back into the first open month, as it was closed", closed: ["2026-05", "2026-06"],
      moves: [.cancel(on: "2026-05-10"), .reinstate(plan, from: 10_000, on: "2026-05-20")],
      events: [
        "closed 6000 on 2026-07-01", "closed 4000 on 2026-07-01", "owed again 4000 on 2026-07-01",
        "owed again 6000 on 2026-07-01",
      ]),
    Case(
      name: "what credit notes took stays taken",
      moves: [
        .credit(1, 6_000, on: "2026-05-01"), .cancel(on: "2026-05-02"),
        .reinstate(plan, from: 10_000, on: "2026-05-03"),
      ],
      events: ["credited 6000 surplus 0", "closed 4000 on 2026-05-02", "owed again 4000 on 2026-05-03"]),
    Case(
      name: "it can be cancelled again, and come back again",
      moves: [
        .cancel(on: "2026-05-10"), .reinstate(plan, from: 10_000, on: "2026-05-11"), .cancel(on: "2026-05-12"),
        .reinstate(plan, from: 10_000, on: "2026-05-13"),
      ],
      events: [
        "closed 6000 on 2026-05-10", "closed 4000 on 2026-05-10", "owed again 4000 on 2026-05-11",
        "owed again 6000 on 2026-05-11", "closed 6000 on 2026-05-12", "closed 4000 on 2026-05-12",
        "owed again 4000 on 2026-05-13", "owed again 6000 on 2026-05-13",
      ]),
    Case(
      name: "an amendment takes less off what is not due first, last instalment first",
      moves: [.amend([("2026-04-01", 1_000), ("2026-06-01", 2_000)], from: 10_000, on: "2026-05-01")],
      events: ["amended A2 6000>0 on 2026-05-01", "amended A1 4000>3000 on 2026-05-01"]),
    Case(
      name: "what is freed pays what is added",
      credit: [("r", "2026-02-01", 10_000)],
      moves: [
        .amend([("2026-04-01", 4_000), ("2026-06-01", 2_000), ("2026-07-01", 4_000)], from: 10_000, on: "2026-05-01")
      ],
      events: [
        "freed 4000 of r on 2026-05-01", "amended A2 6000>2000 on 2026-05-01", "opened A3 4000 on 2026-05-01",
        "allocated 4000 of r on 2026-05-01",
      ]),
    Case(
      name: "a credit note takes off what is open, and never more than that is surplus",
      credit: [("r", "2026-02-01", 3_500)],
      moves: [.credit(0, 800, on: "2026-05-01")], events: ["credited 800 surplus 300"]),
    Case(
      name: "a cancelled order leaves nothing of what credit notes took",
      moves: [.credit(1, 6_000, on: "2026-05-01"), .cancel(on: "2026-05-02")],
      events: ["credited 6000 surplus 0", "closed 4000 on 2026-05-02"]),
    Case(
      name: "what an amendment takes below what is credited comes off revenue",
      plan: [("2026-06-01", 2_260)],
      moves: [
        .deliver(2_260, on: "2026-05-01", complete: true),
        .amend([("2026-06-01", 1_130)], from: 2_260, on: "2026-05-09"),
      ],
      events: ["revenue 2260 tax 260 on 2026-05-01", "amended A1 2260>1130 on 2026-05-09"]),
  ]

  @Test("each move answers with the events to record, in order", arguments: cases)
  func moves(item: Case) throws {
    var account = try Accounts.fresh(item.credit, closed: item.closed)
    try account.confirm(try Accounts.confirmed(item.plan.map { (due: $0.0, amount: $0.1) }, on: "2026-03-01"))
    let opened = account.events.count
    let items = account.items.map(\.id)
    for move in item.moves { try Self.make(move, &account, items) }
    #expect(account.events.dropFirst(opened).map(Accounts.words) == item.events)
    let entries = account.events.compactMap { Self.entry(of: $0) }
    #expect(entries.allSatisfy { $0.isBalanced })
  }

  private static func make(_ move: Move, _ account: inout OrderAccount, _ items: [ID<Receivable>]) throws {
    switch move {
    case .amend(let plan, let previous, let on):
      try account.amend(try Accounts.amended(plan.map { (due: $0.0, amount: $0.1) }, from: previous, on: on))
    case .cancel(let on): try account.cancel(try Accounts.cancelled(on: on))
    case .reinstate(let plan, let previous, let on):
      try account.reinstate(try Accounts.reinstated(plan.map { (due: $0.0, amount: $0.1) }, from: previous, on: on))
    case .deliver(let amount, let on, let complete, let id):
      try account.deliver(try Accounts.delivered(amount, on: on, complete: complete, id: ID(id)))
    case .takeBack(let amount, let on, let id):
      try account.takeBack(try Accounts.takenBack(amount, on: on, id: ID(id)))
    case .credit(let place, let amount, let on):
      _ = try account.credit(
        items[place], try Money(amount), on: try Accounts.day(on), reason: "x", number: "CN", at: Accounts.moment)
    }
  }

  private static func entry(of event: any DomainEvent) -> LedgerEntry? {
    switch event {
    case let event as ReceivableOpened: event.entry
    case let event as ReceivableAmended: event.entry
    case let event as ReceivableCancelled: event.entry
    case let event as ReceivableReinstated: event.entry
    case let event as CreditAllocated: event.entry
    case let event as AllocationReversed: event.entry
    case let event as RevenueRecognised: event.entry
    case let event as RevenueReversed: event.entry
    case let event as CreditNotePosted: event.entry
    default: nil
    }
  }

  @Test("confirming opens an instalment each, none of zero, and lays credit on what is due first")
  func confirm() throws {
    var account = try Accounts.fresh([("r", "2026-02-01", 5_000)])
    try account.confirm(
      try Accounts.confirmed(
        [(due: "2026-06-01", amount: 6_000), (due: "2026-04-01", amount: 4_000), (due: "2026-05-01", amount: 0)],
        on: "2026-03-01"))
    #expect(
      account.events.map(Accounts.words) == [
        "opened A1 6000 on 2026-03-01", "opened A2 4000 on 2026-03-01", "allocated 4000 of r on 2026-03-01",
        "allocated 1000 of r on 2026-03-01",
      ])
    #expect(account.liability == 10_000)
  }

  @Test(
    "a service charge is revenue at once, with the tax in its price",
    arguments: [(Int64(1_130), Int64(1_300), Int64(130)), (1_000, 0, 0), (0, 1_300, 0)])
  func charge(amount: Int64, rate: Int64, tax: Int64) throws {
    var account = OrderAccount(of: nil, "c1", Settlement(books: Accounts.books()))
    try account.charge(
      ServiceCharged(
        requestId: "q", number: "SR-1", customerId: "c1", amount: try Money(amount),
        taxRatePercent: Percent(hundredths: Int(rate)), chargedOn: try Accounts.day("2026-05-01"),
        dueOn: try Accounts.day("2026-05-15"), occurredAt: Accounts.moment))
    #expect(account.earned == OrderAccount.Earned(amount: amount, tax: tax))
    #expect(account.events.count == (amount > 0 ? 1 : 0))
  }

  @Test("a credit note above what is left, or in a closed month, is refused")
  func refused() throws {
    var account = try Accounts.fresh(closed: ["2026-05"])
    try account.confirm(try Accounts.confirmed([(due: "2026-06-01", amount: 100)], on: "2026-03-01"))
    func credit(_ amount: Int64, _ day: String) throws {
      _ = try account.credit(
        account.items[0].id, try Money(amount), on: try Accounts.day(day), reason: "x", number: "CN",
        at: Accounts.moment)
    }
    let tooLarge = FinanceError.creditNoteTooLarge(available: try Money(100))
    #expect(throws: tooLarge) { try credit(101, "2026-06-01") }
    #expect(throws: FinanceError.self) { try credit(1, "2026-05-31") }
    #expect(account.events.count == 1)
  }
}
