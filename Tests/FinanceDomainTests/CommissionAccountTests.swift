import Contracts
import FinanceDomain
import Kernel
import Testing

@Suite("The commission on an order")
struct CommissionAccountTests {
  /// A plan for whoever has the role, for all products.
  static func plan(_ code: String, _ trigger: CommissionTrigger, _ hundredths: Int, from: String = "2026-01-01") throws
    -> PlanVersion
  {
    PlanVersion(
      code: ID(code), version: 1, salespersonID: nil, role: "net-sales", category: nil, trigger: trigger,
      rate: Percent(hundredths: hundredths), validFrom: try Accounts.day(from))
  }

  /// The order of `Accounts`, of 11,300 with 13 % tax in it: 10,000 net, sold by `s1`.
  static func account(_ plans: [PlanVersion], role: String? = "net-sales") throws -> OrderAccount {
    var facts = CommissionAccount.Facts()
    facts.plans = plans
    if let role { facts.roles["s1"] = role }
    facts.owners = [CommissionAccount.Owner(from: try Accounts.day("2026-03-01"), salesperson: "s1")]
    facts.lines = [.init(version: 1, id: "", goods: .init(category: nil), gross: 11_300, net: 10_000)]
    facts.total = 11_300
    var account = try Accounts.fresh([], closed: [], facts)
    try account.confirm(try Accounts.confirmed([(due: "2026-06-01", amount: 11_300)], on: "2026-03-01"))
    return account
  }

  static func words(_ account: OrderAccount) -> [String] {
    account.events.filter { $0 is CommissionAccrued || $0 is CommissionAdjusted }.map(Accounts.words)
  }

  @Test("signing earns on money without tax; cancelling takes back all of it at the original rate")
  func signed() throws {
    var account = try Self.account([try Self.plan("S", .signed, 333)])
    try account.cancel(try Accounts.cancelled(on: "2026-05-01"))
    #expect(Self.words(account) == ["earned 333 on 10000 by S", "took back -333 of -10000 by S"])
  }

  @Test("delivery earns on what it moves to revenue, in parts that add up; taking it back takes back its own part")
  func delivered() throws {
    var account = try Self.account([try Self.plan("D", .delivered, 333)])
    try account.deliver(try Accounts.delivered(5_650, on: "2026-05-01"))
    try account.deliver(try Accounts.delivered(5_650, on: "2026-05-02", complete: true, id: "d2"))
    try account.takeBack(try Accounts.takenBack(5_650, on: "2026-05-03"))
    #expect(
      Self.words(account) == ["earned 167 on 5000 by D", "earned 166 on 5000 by D", "took back -166 of -5000 by D"])
  }

  @Test("a credit note takes back its share of what was signed and never adds")
  func credited() throws {
    var account = try Self.account([try Self.plan("S", .signed, 1_000)])
    _ = try account.credit(
      account.items[0].id, try Money(1_130), on: try Accounts.day("2026-05-01"), reason: "x", number: "CN",
      at: Accounts.moment)
    #expect(Self.words(account) == ["earned 1000 on 10000 by S", "took back -100 of -1000 by S"])
  }

  /// 6,780 of category K and 4,520 of D become 9,040 and 2,260, after credit notes of so much.
  @Test(
    "goods that take the place of others earn on no more than credit notes have left",
    arguments: [
      (0, ["took back -200 of -2000 by D", "earned 200 on 2000 by K"]), (11_300, []),
    ] as [(Int64, [String])])
  func replaced(credited: Int64, expected: [String]) throws {
    var facts = CommissionAccount.Facts()
    facts.plans = try ["K", "D"].map { category in
      var plan = try Self.plan(category, .signed, 1_000)
      plan.category = category
      return plan
    }
    facts.roles["s1"] = "net-sales"
    facts.owners = [CommissionAccount.Owner(from: try Accounts.day("2026-03-01"), salesperson: "s1")]
    for (version, amounts) in [(1, [6_780, 4_520]), (2, [9_040, 2_260])] as [(Int, [Int64])] {
      facts.lines += zip(["K", "D"], amounts).map { category, gross in
        .init(version: version, id: category, goods: .init(category: category), gross: gross, net: gross * 100 / 113)
      }
    }
    facts.total = 11_300
    var account = try Accounts.fresh([], closed: [], facts)
    try account.confirm(try Accounts.confirmed([(due: "2026-06-01", amount: 11_300)], on: "2026-03-01"))
    if credited > 0 {
      _ = try account.credit(
        account.items[0].id, try Money(credited), on: try Accounts.day("2026-05-01"), reason: "x", number: "CN",
        at: Accounts.moment)
    }
    let before = Self.words(account).count
    try account.amend(try Accounts.amended([(due: "2026-06-01", amount: 11_300)], from: 11_300, on: "2026-05-02"))
    #expect(Array(Self.words(account).dropFirst(before)) == expected)
  }

  /// Parts of the total that are allocated, and what each earns at 3.33 %.
  @Test(
    "received money earns pro rata to net, in parts that add up to the whole",
    arguments: [
      ([11_300], [333]), ([5_650, 5_650], [167, 166]), ([1, 11_299], [0, 333]),
      ([3_767, 3_767, 3_766], [111, 111, 111]),
    ]
      as [([Int64], [Int64])])
  func received(parts: [Int64], expected: [Int64]) throws {
    var facts = CommissionAccount.Facts()
    facts.plans = [try Self.plan("R", .received, 333)]
    facts.roles["s1"] = "net-sales"
    facts.owners = [CommissionAccount.Owner(from: try Accounts.day("2026-03-01"), salesperson: "s1")]
    facts.lines = [.init(version: 1, id: "", goods: .init(category: nil), gross: 11_300, net: 10_000)]
    facts.total = 11_300
    var account = CommissionAccount(of: "A", "c1", facts, books: Accounts.books())
    var earned: [Int64] = []
    for (place, part) in parts.enumerated() {
      earned += try account.received(Self.allocated(part, "a\(place)")).compactMap {
        ($0 as? CommissionAccrued)?.amount.amount
      }
    }
    #expect(earned == expected)
    for (place, part) in parts.enumerated() {
      let amount = try Money(part)
      _ = try account.unreceived(Self.undone(part, "a\(place)"), standing: amount)
    }
    #expect(account.facts.accruals.allSatisfy { $0.base.isZero })
  }

  private static func allocated(_ amount: Int64, _ id: String) throws -> CreditAllocated {
    CreditAllocated(
      allocationId: ID(id), customerId: "c1", creditId: "r", receivableId: "A1", orderId: "A",
      amount: try Money(amount), on: try Accounts.day("2026-04-01"), salespersonId: nil, shop: nil,
      entry: .moving(on: try Accounts.day("2026-04-01"), debit: [], credit: []), occurredAt: Accounts.moment)
  }

  private static func undone(_ amount: Int64, _ id: String) throws -> AllocationReversed {
    AllocationReversed(
      allocationId: ID(id), customerId: "c1", creditId: "r", receivableId: "A1", orderId: "A",
      amount: try Money(amount), on: try Accounts.day("2026-04-02"), salespersonId: nil, shop: nil,
      entry: .moving(on: try Accounts.day("2026-04-02"), debit: [], credit: []), occurredAt: Accounts.moment)
  }

  @Test("what depends on a role that is still to come waits, and is earned by the plan of its day when it comes")
  func late() throws {
    var facts = CommissionAccount.Facts()
    facts.plans = [try Self.plan("S", .signed, 500)]
    facts.owners = [CommissionAccount.Owner(from: try Accounts.day("2026-03-01"), salesperson: "s1")]
    facts.lines = [.init(version: 1, id: "", goods: .init(category: nil), gross: 11_300, net: 10_000)]
    var early = CommissionAccount(of: "A", "c1", facts, books: Accounts.books())
    let order = try Accounts.confirmed([(due: "2026-06-01", amount: 11_300)], on: "2026-03-01")
    let waiting = try early.signed(order)
    #expect(waiting.map(Accounts.words) == ["earned 0 on 10000 by -?"])
    facts.roles["s1"] = "net-sales"
    facts.accruals = early.facts.accruals
    var late = CommissionAccount(of: "A", "c1", facts, books: Accounts.books())
    let events = try late.match(
      facts.accruals[0].id, with: .init(category: nil), on: try Accounts.day("2026-03-01"), because: "s1",
      at: Accounts.moment)
    #expect(events.map(Accounts.words) == ["took back 0 of -10000 by -", "earned 500 on 10000 by S"])
  }

  @Test(
    "an order belongs to whoever owned it on the day; before the first day, to the first",
    arguments: [("2026-02-01", "s1"), ("2026-03-01", "s1"), ("2026-04-01", "s2"), ("2026-05-05", nil)]
      as [(String, ID<Employee>?)])
  func owner(on day: String, expected: ID<Employee>?) throws {
    var facts = CommissionAccount.Facts()
    facts.owners = try [("2026-03-01", "s1"), ("2026-04-01", "s2"), ("2026-05-01", nil)].map {
      CommissionAccount.Owner(from: try Accounts.day($0.0), salesperson: $0.1.map { ID($0) })
    }
    let account = CommissionAccount(of: "A", "c1", facts, books: Accounts.books())
    let day = try Accounts.day(day)
    #expect(account.owner(on: day) == expected)
  }

  /// Balances by then and now, what is asked for, and what is paid or the code of the refusal.
  @Test(
    "neither more than was earned by the day nor more than is left since is paid out; a debt is carried forward",
    arguments: [
      (100, 100, nil, 100), (100, 60, nil, 60), (60, 100, nil, 60), (100, 100, 40, 40), (100, 60, 61, nil),
      (100, -5, nil, nil), (0, 0, nil, nil), (100, 100, 0, nil),
    ] as [(Int64, Int64, Int64?, Int64?)])
  func payout(then: Int64, now: Int64, asked: Int64?, expected: Int64?) throws {
    func balance(_ amount: Int64) throws -> CommissionBalance {
      try CommissionBalance(salesperson: "s1", accrued: try Money(amount), adjusted: .zero(), paid: .zero())
    }
    let draft = PayoutDraft(
      salesperson: "s1", amount: try asked.map { try Money($0) }, paidOn: try Accounts.day("2026-05-01"), method: .bank)
    let paid = try? draft.post(
      then: [try balance(then)], now: [try balance(now)], number: "CP", Accounts.books(), at: Accounts.moment)
    #expect(paid?.amount.amount == expected)
  }
}
