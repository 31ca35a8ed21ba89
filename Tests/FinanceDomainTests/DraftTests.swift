import Contracts
import FinanceDomain
import Kernel
import Testing

@Suite("Documents, months and holds")
struct DraftTests {
  /// Lots as (credit, free on, amount); what a refund on 2026-05-10 takes, or what there is of it.
  @Test(
    "a refund takes what is free on its day, the oldest credit first",
    arguments: [
      ([("a", "2026-05-01", 30), ("b", "2026-04-01", 20)], 40, ["b 20", "a 20"], nil),
      ([("a", "2026-05-11", 30)], 10, [], 0), ([("a", "2026-05-10", 30)], 31, [], 30),
    ] as [([(String, String, Int64)], Int64, [String], Int64?)])
  func refund(lots: [(String, String, Int64)], amount: Int64, parts: [String], available: Int64?) throws {
    let credit = CreditLots(
      try lots.map { CreditLot(creditID: $0.0, freeOn: try Accounts.day($0.1), amount: try Money($0.2)) })
    let draft = RefundDraft(
      customerID: "c1", amount: try Money(amount), method: .cash, refundedOn: try Accounts.day("2026-05-10"),
      reason: "x")
    func post() throws -> RefundPosted {
      try draft.post(from: credit, number: "RF", Accounts.books(), at: Accounts.moment)
    }
    if let available {
      let refusal = FinanceError.notEnoughCredit(available: try Money(available))
      #expect(throws: refusal) { _ = try post() }
    } else {
      #expect(try post().parts.map { "\($0.creditId) \($0.amount.amount)" } == parts)
    }
  }

  @Test("what a person dates in a closed month is refused; what comes by itself goes into the first open one")
  func closed() throws {
    let books = Accounts.books(closed: ["2026-12", "2027-01"])
    let draft = ExpenseDraft(
      category: "rent", item: "x", amount: try Money(5), spentOn: try Accounts.day("2026-12-31"), method: nil)
    let refusal = FinanceError.periodClosed(
      field: "/spentOn", month: "2026-12", firstOpen: try Accounts.day("2027-02-01"))
    #expect(throws: refusal) { _ = try draft.record(number: "EX", books, at: Accounts.moment) }
    let expense = draft.arise(number: { "EX \($0)" }, books, at: Accounts.moment)
    #expect(expense.number == "EX 2027-02-01")
    #expect(expense.entry.refersTo == draft.spentOn)
  }

  @Test("an expense is paid once, after it was spent, and reversed once")
  func expense() throws {
    let books = Accounts.books()
    let day = try Accounts.day("2026-05-10")
    let draft = ExpenseDraft(category: "rent", item: "x", amount: try Money(5), spentOn: day, method: nil)
    var expense = ExpenseState(try draft.record(number: "EX", books, at: Accounts.moment))
    #expect(throws: FinanceError.self) {
      _ = try expense.pay(on: day.adding(days: -1), by: .bank, books, at: Accounts.moment)
    }
    expense.apply(try expense.pay(on: day.adding(days: 3), by: .bank, books, at: Accounts.moment))
    #expect(expense.method == .bank)
    #expect(throws: FinanceError.nothingOpen) { _ = try expense.pay(on: day, by: .cash, books, at: Accounts.moment) }
    #expect(throws: FinanceError.self) { _ = try expense.reverse(on: day, reason: "x", books, at: Accounts.moment) }
    expense.apply(try expense.reverse(on: day.adding(days: 3), reason: "x", books, at: Accounts.moment))
    #expect(throws: FinanceError.alreadyReversed) {
      _ = try expense.reverse(on: day.adding(days: 9), reason: "x", books, at: Accounts.moment)
    }
  }

  @Test("all that is wrong with a command is named at once")
  func fields() throws {
    let draft = ExpenseDraft(
      category: "a b", item: " ", amount: .zero(), spentOn: try Accounts.day("2026-05-10"), method: nil)
    let error = try #require(throws: FinanceError.self) { try draft.review() }
    guard case .invalid(let fields) = error else { return }
    #expect(fields.map(\.pointer) == ["/category", "/item", "/amount/amount"])
    #expect(fields.map(\.rule) == [.notACode, .empty, .notPositive])
  }

  /// What is held for, what a customer owes over a limit of 100, and what comes of it.
  @Test(
    "a hold comes, changes and goes with what is owed; a release lasts to its day",
    arguments: [
      (false, nil, 100, []), (false, nil, 101, ["exceeded", "held"]), (true, nil, 101, []),
      (true, nil, 99, ["released"]),
      (false, "2026-05-10", 101, []), (false, "2026-05-09", 101, ["exceeded", "held"]),
    ] as [(Bool, String?, Int64, [String])])
  func hold(isHeld: Bool, until: String?, owed: Int64, expected: [String]) throws {
    let standing = CreditStanding(
      isHeld: isHeld, reasons: isHeld ? ["limit"] : [], releasedUntil: try until.map { try Accounts.day($0) })
    let events = try standing.review(
      "c1", by: CreditPolicy(limit: try Money(100)), .init(owed: owed, overdue: 0, oldestDays: 0),
      on: try Accounts.day("2026-05-10"), at: Accounts.moment)
    let words = events.map { event in
      event is CreditHeld ? "held" : event is CreditReleased ? "released" : "exceeded"
    }
    #expect(words == expected)
  }

  @Test(
    "amounts and days are read as people and banks write them",
    arguments: [
      ("12,999.00", "2026-11-22", 1_299_900), ("¥5", "20261122", 500), ("-3.5", "2026/11/22", -350),
    ] as [(String, String, Int64)])
  func written(amount: String, day: String, expected: Int64) throws {
    #expect(try Money(written: amount, in: .cny)?.amount == expected)
    let expectedDay = try Accounts.day("2026-11-22")
    #expect(BusinessDate(written: day) == expectedDay)
  }

  @Test(
    "what is no amount and no day is not read", arguments: [("1.234", "2026-13-01"), ("abc", "x"), ("--1", "2026112")])
  func unwritten(amount: String, day: String) throws {
    #expect(try Money(written: amount, in: .cny) == nil)
    #expect(BusinessDate(written: day) == nil)
  }

  /// Chosen as (what, whose, open, amount) of a lot of 100, and what is laid or the field that is refused.
  @Test(
    "what was chosen is paid as far as both sides have it",
    arguments: [
      ([("a", "c1", 60, 60), ("b", "c1", 60, 40)], ["a 60", "b 40"], nil),
      ([("a", "c1", 60, 60), ("b", "c1", 60, 41)], [], "/allocations/1/amount"),
      ([("a", "c1", 60, 30), ("a", "c1", 60, 31)], [], "/allocations/1/amount"),
      ([("a", "c2", 60, 10)], [], "/allocations/0/receivableId"), ([("a", "c1", 60, 0)], [], "/allocations/0/amount"),
    ] as [([(String, ID<Customer>, Int64, Int64)], [String], String?)])
  func chosen(choices: [(String, ID<Customer>, Int64, Int64)], laid: [String], field: String?) throws {
    let day = try Accounts.day("2026-05-01")
    let chosen = try choices.map {
      Allocating.Choice(
        item: OpenReceivable(
          id: ID($0.0), customerID: $0.1, orderID: nil, salespersonID: nil, shop: nil, open: try Money($0.2), on: day,
          dueOn: day, reopenedOn: nil), amount: try Money($0.3))
    }
    let lots = [CreditLot(creditID: "r", freeOn: day, amount: try Money(100))]
    do {
      let drafts = try Allocating.lay(lots, on: chosen, of: "c1")
      #expect(field == nil)
      #expect(drafts.map { "\($0.receivable.id) \($0.amount.amount)" } == laid)
    } catch let error as FinanceError {
      switch error {
      case .tooMuchAllocated(let found, _), .receivableOfAnother(let found): #expect(found == field)
      default: Issue.record(error)
      }
    }
  }
}
