import Contracts
import FinanceDomain
import Kernel
import Testing

@Suite("Rules of finance")
struct FinanceRuleTests {
  static func day(_ text: String) throws -> BusinessDate { try #require(BusinessDate(text)) }

  @Test(
    "ages by whole days after the due date; the edges belong to the younger bucket",
    arguments: [
      (-1, AgingBucket.notDue), (0, .notDue), (1, .days1to30), (30, .days1to30), (31, .days31to60), (60, .days31to60),
      (61, .days61to90), (90, .days61to90), (91, .days91to180), (180, .days91to180), (181, .over180), (5000, .over180),
    ])
  func buckets(age: Int, expected: AgingBucket) throws {
    let due = try Self.day("2026-03-15")
    #expect(AgingBucket(due: due, asOf: due.adding(days: age)) == expected)
  }

  /// `open` receivables as (id, due, open), credit lots as (credit, free, amount), and what is laid where and when.
  @Test(
    "credit is laid oldest first on what is due first, dated so that nothing is ever negative",
    arguments: [
      (
        [("a", "2026-01-10", 100), ("b", "2026-02-10", 50)], [("r", "2026-01-20", 120)],
        ["r>a 100 2026-01-20", "r>b 20 2026-01-20"]
      ),
      (
        [("a", "2026-01-10", 100)], [("r", "2025-12-01", 40), ("s", "2026-02-01", 80)],
        ["r>a 40 2026-01-01", "s>a 60 2026-02-01"]
      ),
      ([("a", "2026-01-10", 0), ("b", "2026-01-11", 10)], [("r", "2026-01-05", 5)], ["r>b 5 2026-01-05"]),
      ([("a", "2026-01-10", 10)], [], []),
      ([], [("r", "2026-01-05", 5)], []),
    ] as [([(String, String, Int64)], [(String, String, Int64)], [String])])
  func lay(
    receivables: [(String, String, Int64)], lots: [(String, String, Int64)], expected: [String]
  ) throws {
    let open = try receivables.map {
      OpenReceivable(
        id: ID($0.0), customerID: "c", orderID: nil, salespersonID: nil, shop: nil, open: try Money($0.2),
        on: try Self.day("2026-01-01"), dueOn: try Self.day($0.1), reopenedOn: nil)
    }
    let credit = try lots.map { CreditLot(creditID: $0.0, freeOn: try Self.day($0.1), amount: try Money($0.2)) }
    let drafts = try Allocating.lay(credit, on: open)
    #expect(drafts.map { "\($0.creditID)>\($0.receivable.id) \($0.amount.amount) \($0.on)" } == expected)
  }

  @Test("an allocation is dated the latest of credit, receivable and reopening, and currencies do not meet")
  func dates() throws {
    let lot = CreditLot(creditID: "r", freeOn: try Self.day("2026-03-01"), amount: try Money(10))
    var item = OpenReceivable(
      id: "a", customerID: "c", orderID: nil, salespersonID: nil, shop: nil, open: try Money(10),
      on: try Self.day("2026-04-01"), dueOn: try Self.day("2026-02-01"), reopenedOn: nil)
    #expect(Allocating.day(of: lot, on: item) == item.on)
    item.reopenedOn = try Self.day("2026-05-05")
    #expect(Allocating.day(of: lot, on: item) == item.reopenedOn)
    item.open = try Money(10, #require(Currency("USD")))
    #expect(try Allocating.lay([lot], on: [item]).isEmpty)
  }

  @Test("what is due on the same day is ordered by document date, then by id")
  func ties() throws {
    let items = try [("c", "2026-01-01"), ("a", "2026-01-02"), ("b", "2026-01-01")].map {
      OpenReceivable(
        id: ID($0.0), customerID: "c", orderID: nil, salespersonID: nil, shop: nil, open: try Money(1),
        on: try Self.day($0.1), dueOn: try Self.day("2026-02-01"), reopenedOn: nil)
    }
    #expect(items.sorted(by: OpenReceivable.oldestDueFirst).map(\.id.text) == ["b", "c", "a"])
  }

  /// Plans as (label, due, amount); the amendment's day is 2026-06-15.
  @Test(
    "an amendment changes what is not yet due first, last instalment first",
    arguments: [
      // More: all on the last that is not due.
      (
        [("定金", "2026-05-01", 300), ("中期", "2026-07-01", 300), ("尾款", "2026-08-01", 400)], [300, 300, 600], ["尾款 600"]
      ),
      // Less: from the last, then the one before it.
      (
        [("定金", "2026-05-01", 300), ("中期", "2026-07-01", 300), ("尾款", "2026-08-01", 400)], [150, 150, 200],
        ["中期 200", "尾款 0"]
      ),
      // Less than what is not due: the due ones too, last first.
      ([("定金", "2026-05-01", 300), ("尾款", "2026-08-01", 400)], [50, 100], ["定金 150", "尾款 0"]),
      // All due: more goes onto the last.
      ([("定金", "2026-05-01", 300), ("尾款", "2026-06-01", 400)], [400, 400], ["尾款 500"]),
      // The same total with other amounts is taken as it is.
      ([("定金", "2026-05-01", 300), ("尾款", "2026-08-01", 400)], [350, 350], ["定金 350", "尾款 350"]),
    ] as [([(String, String, Int64)], [Int64], [String])])
  func amended(standing: [(String, String, Int64)], plan: [Int64], expected: [String]) throws {
    let items = try standing.map {
      AmendedPlan.Standing(
        id: ID($0.0), instalmentID: ID("i-\($0.0)"), label: $0.0, amount: try Money($0.2), dueOn: try Self.day($0.1))
    }
    let instalments = try zip(standing, plan).map {
      InstalmentPlan(instalmentId: ID("i-\($0.0)"), label: $0.0, amount: try Money($1), dueOn: try Self.day($0.1))
    }
    let outcome = try AmendedPlan.outcome(of: instalments, standing: items, on: try Self.day("2026-06-15"))
    #expect(outcome.changes.map { "\($0.label) \($0.amount.amount)" } == expected)
    #expect(outcome.added.isEmpty)
  }

  @Test("a plan with other instalments is taken as it is: matched by instalment, others closed or opened")
  func otherPlan() throws {
    let due = try Self.day("2026-07-01")
    let items = try ["a", "b"].map {
      AmendedPlan.Standing(id: ID($0), instalmentID: ID("i-\($0)"), label: $0, amount: try Money(100), dueOn: due)
    }
    let plan = [
      InstalmentPlan(instalmentId: "i-a", label: "a", amount: try Money(80), dueOn: due),
      InstalmentPlan(instalmentId: "i-c", label: "c", amount: try Money(70), dueOn: due),
    ]
    let outcome = try AmendedPlan.outcome(of: plan, standing: items, on: due)
    #expect(outcome.changes.map { "\($0.standing.id) \($0.amount.amount)" } == ["a 80", "b 0"])
    #expect(outcome.added.map(\.label) == ["c"])
  }

  @Test(
    "who is held, and why",
    arguments: [
      (nil, nil, nil, 1000, 900, 99, []), (1000, nil, nil, 1000, 0, 0, []), (1000, nil, nil, 1001, 0, 0, ["limit"]),
      (nil, 500, nil, 0, 501, 1, ["overdue-amount"]), (nil, nil, 30, 0, 1, 30, []),
      (nil, nil, 30, 0, 1, 31, ["overdue-days"]),
      (0, 0, 0, 1, 1, 1, ["limit", "overdue-amount", "overdue-days"]),
    ] as [(Int64?, Int64?, Int?, Int64, Int64, Int, [String])])
  func credit(
    limit: Int64?, overdueLimit: Int64?, days: Int?, owed: Int64, overdue: Int64, oldest: Int, expected: [String]
  ) throws {
    let policy = CreditPolicy(
      limit: try limit.map { try Money($0) }, overdueLimit: try overdueLimit.map { try Money($0) }, overdueDays: days)
    #expect(policy.reasons(for: .init(owed: owed, overdue: overdue, oldestDays: oldest)) == expected)
  }

  @Test("an entry's negative side changes sides, zeros are left out, and it balances")
  func entries() throws {
    let day = try Self.day("2026-01-01")
    let entry = LedgerEntry.moving(
      on: day, debit: [("receivable", try Money(-50)), ("tax", .zero())], credit: [("revenue", try Money(-50))])
    #expect(entry.isBalanced && entry.lines.count == 2)
    #expect(entry.lines[0].credit.amount == 50 && entry.lines[1].debit.amount == 50)
  }
}
