import Contracts
import FinanceDomain
import Kernel
import Persistence
import TestSupport
import Testing

@testable import FinanceService
@testable import ServiceRuntime

/// A fact on the side of suppliers and expenses, or about months.
enum BookFact: Sendable {
  case fact(Fact)
  case bill(String, on: String, due: String, Int64, of: String = "v1")
  case cancelBill(String, on: String)
  /// Without `to` oldest due first.
  case pay(String, on: String, Int64, to: [(String, Int64)]? = nil, of: String = "v1")
  case payLater(String, to: [(String, Int64)])
  case returned(String, on: String)
  case spend(String, on: String, Int64, category: String, by: PaymentMethod? = nil)
  case settle(String, on: String)
  case takeBack(String, on: String)
  case close(String)
  case reopen(String)
}

struct BookCase: Sendable, CustomTestStringConvertible {
  var rule: String
  var facts: [BookFact]
  /// Day → open bills with their states, and credit with suppliers.
  var bills: [(String, String)] = []
  /// Day → balances of the ledger, debit positive.
  var balances: [(String, String)] = []
  var refusals: [String] = []

  var testDescription: String { rule }
}

@Suite("Rules of payables, expenses and months, through the service")
struct BooksTests {
  let folder = TemporaryFolder()

  @Test("every day shows what was owed to suppliers, and the ledger balances", arguments: cases)
  func rule(_ rule: BookCase) throws {
    let books = try SupplierBooks(in: folder.path)
    for fact in rule.facts { try books.write(fact) }
    for (day, expected) in rule.bills { #expect(try books.bills(on: day) == expected, "bills on \(day)") }
    for (day, expected) in rule.balances {
      #expect(try books.scenario.balances(on: day) == expected, "ledger on \(day)")
    }
    #expect(books.scenario.refusals == rule.refusals)
    #expect(try books.scenario.finance.integer("SELECT count(*) FROM held_keys") == 0)
    #expect(try books.scenario.finance.integer("SELECT sum(debit) - sum(credit) FROM ledger_lines") == 0)
    try books.scenario.verify()
  }

  static let cases: [BookCase] = [
    BookCase(
      rule: "a payment pays what is due first; the surplus is credit with the supplier",
      facts: [
        .bill("B", on: "2026-01-05", due: "2026-03-01", 100), .bill("A", on: "2026-01-06", due: "2026-02-01", 50),
        .pay("p", on: "2026-01-10", 70), .pay("q", on: "2026-01-12", 100),
      ],
      bills: [
        ("2026-01-09", "A 50 open, B 100 open; credit 0"), ("2026-01-10", "A 0 paid, B 80 part-paid; credit 0"),
        ("2026-01-12", "A 0 paid, B 0 paid; credit 20"),
      ],
      balances: [
        ("2026-01-09", "expense.purchases 150 payable -150"),
        ("2026-01-12", "expense.purchases 150 bank -170 payable 20"),
      ]),
    BookCase(
      rule: "credit with a supplier is laid on the next bill by itself, dated like the bill",
      facts: [.pay("p", on: "2026-01-10", 70), .bill("A", on: "2026-01-20", due: "2026-02-01", 50)],
      bills: [("2026-01-20", "A 0 paid; credit 20")]),
    BookCase(
      rule: "explicit choice wins; none leaves all unallocated until asked; never above either side",
      facts: [
        .bill("A", on: "2026-01-05", due: "2026-02-01", 50), .bill("B", on: "2026-01-05", due: "2026-03-01", 50),
        .pay("p", on: "2026-01-10", 40, to: [("B", 30)]), .pay("q", on: "2026-01-11", 60, to: []),
        .payLater("q", to: [("B", 21)]), .payLater("q", to: [("B", 20), ("A", 41)]), .payLater("q", to: [("B", 20)]),
        .pay("x", on: "2026-01-12", 10, to: [("A", 10)], of: "v2"),
      ],
      bills: [("2026-01-12", "A 50 open, B 0 paid; credit 50")],
      refusals: ["too-much", "too-much", "other-supplier"]),
    BookCase(
      rule: "a payment that came back opens what it closed, on its own day",
      facts: [
        .bill("A", on: "2026-01-05", due: "2026-02-01", 50), .pay("p", on: "2026-01-10", 60),
        .returned("p", on: "2026-01-09"), .returned("p", on: "2026-02-10"), .returned("p", on: "2026-02-11"),
        .pay("q", on: "2026-01-20", 50),
      ],
      bills: [
        ("2026-02-09", "A 0 paid; credit 60"), ("2026-02-10", "A 0 paid; credit 0"),
      ],
      balances: [("2026-02-10", "expense.purchases 50 bank -50")], refusals: ["too-early", "already-reversed"]),
    BookCase(
      rule: "a cancelled bill is not owed; what was paid of it is credit",
      facts: [
        .bill("A", on: "2026-01-05", due: "2026-02-01", 50), .pay("p", on: "2026-01-10", 20),
        .cancelBill("A", on: "2026-01-15"), .cancelBill("A", on: "2026-01-16"),
      ],
      bills: [("2026-01-14", "A 30 part-paid; credit 0"), ("2026-01-15", "A 0 cancelled; credit 20")],
      balances: [("2026-01-15", "bank -20 payable 20")], refusals: ["nothing-open"]),
    BookCase(
      rule: "an expense with a method is paid from it, one without is owed until it is paid; a reversal is an entry",
      facts: [
        .spend("rent", on: "2026-01-02", 900, category: "rent"),
        .spend("tea", on: "2026-01-03", 30, category: "office", by: .cash),
        .settle("rent", on: "2026-01-01"), .settle("rent", on: "2026-01-20"), .settle("rent", on: "2026-01-21"),
        .takeBack("tea", on: "2026-02-01"), .takeBack("tea", on: "2026-02-02"),
        .spend("bad", on: "2026-01-02", 0, category: "rent"), .spend("bad", on: "2026-01-02", 1, category: "my rent"),
      ],
      balances: [
        ("2026-01-03", "expense.office 30 expense.rent 900 cash -30 payable -900"),
        ("2026-01-20", "expense.office 30 expense.rent 900 bank -900 cash -30"),
        ("2026-02-01", "expense.rent 900 bank -900"),
      ], refusals: ["too-early", "nothing-open", "already-reversed", "not-positive", "not-a-code"]),
    BookCase(
      rule: "a closed month takes no receipt, refund, credit note, bill, payment, expense or reversal",
      facts: [
        .fact(.order("A", on: "2026-01-05", [("2026-02-01", 100)])), .fact(.receive("r", on: "2026-01-06", 10)),
        .bill("A", on: "2026-01-05", due: "2026-02-01", 50), .pay("p", on: "2026-01-06", 10),
        .spend("tea", on: "2026-01-03", 30, category: "office", by: .cash), .close("2026-01"), .close("2026-01"),
        .fact(.receive("s", on: "2026-01-31", 10)), .fact(.refund(on: "2026-01-31", 10)),
        .fact(.note("A1", on: "2026-01-31", 10)), .fact(.bounce("r", on: "2026-01-31")),
        .bill("B", on: "2026-01-31", due: "2026-02-01", 50), .pay("q", on: "2026-01-31", 10),
        .returned("p", on: "2026-01-31"), .cancelBill("A", on: "2026-01-31"),
        .spend("x", on: "2026-01-31", 30, category: "office"), .takeBack("tea", on: "2026-01-31"),
        .takeBack("tea", on: "2026-02-01"), .reopen("2026-01"), .reopen("2026-01"),
        .spend("x", on: "2026-01-31", 7, category: "office"),
      ],
      balances: [
        (
          "2026-01-31",
          "contract-liability -100 expense.office 37 expense.purchases 50 bank 0 cash -30 payable -47 receivable 90"
        )
      ].map { ($0.0, $0.1.replacing("bank 0 ", with: "")) },
      refusals: ["already-closed"] + Array(repeating: "period-closed", count: 10) + ["not-closed"]),
    BookCase(
      rule: "what comes of orders in closed months is posted on the first open day",
      facts: [
        .close("2026-01"), .close("2026-02"), .fact(.order("A", on: "2026-01-05", [("2026-01-20", 100)])),
        .fact(.deliver("A", on: "2026-02-10", 40)),
      ],
      balances: [
        ("2026-02-28", ""), ("2026-03-01", "contract-liability -60 receivable 100 revenue -40"),
      ]),
    BookCase(
      rule: "money and receivable of a closed month meet on the first open day",
      facts: [
        .fact(.receive("r", on: "2026-01-06", 100, to: [])), .fact(.order("A", on: "2026-01-05", [("2026-01-20", 60)])),
        .fact(.receive("s", on: "2026-01-10", 60, to: [])), .fact(.undo("r", of: "A1", on: "2026-01-20")),
        .close("2026-01"), .fact(.allocate("s", to: [("A1", 60)])),
      ],
      balances: [
        ("2026-01-31", "contract-liability -60 deposits -160 bank 160 receivable 60"),
        ("2026-02-01", "contract-liability -60 deposits -100 bank 160"),
      ]),
  ]

  @Test("an entry that corrects something of a closed month refers to it")
  func reference() throws {
    let books = try SupplierBooks(in: folder.path)
    try books.write(.spend("tea", on: "2026-01-03", 30, category: "office", by: .cash))
    try books.write(.close("2026-01"))
    try books.write(.takeBack("tea", on: "2026-02-01"))
    try books.write(.fact(.order("A", on: "2026-01-05", [("2026-01-20", 100)])))
    let rows = try books.scenario.finance.rows(
      "SELECT DISTINCT kind, on_day, refers_to FROM ledger_lines WHERE refers_to IS NOT NULL ORDER BY kind")
    #expect(rows == [["expense-reversed", "2026-02-01", "2026-01-03"], ["receivable", "2026-02-01", "2026-01-05"]])
    let months = try books.scenario.finance.store.read { try Periods.list(after: "", limit: 9, in: $0) }
    #expect(months.map { "\($0.month) \($0.state.rawValue) \($0.entries)" } == ["2026-01 closed 1", "2026-02 open 2"])
  }
}

/// The books of two suppliers beside those of a customer.
final class SupplierBooks {
  let scenario: Scenario
  private var ids: [String: String] = [:]

  init(in folder: String) throws { scenario = try Scenario(in: folder) }

  func write(_ fact: BookFact) throws {
    func day(_ text: String) throws -> BusinessDate { try Scenario.day(text) }
    switch fact {
    case .fact(let fact): try scenario.write(fact)
    case .bill(let name, let on, let due, let amount, let supplier):
      let body = PostPayable(
        supplierCode: ID(supplier), amount: try Money(amount), billedOn: try day(on), dueOn: try day(due),
        reference: name)
      ids[name] = try scenario.command(body) { try PostPayable.run($0, $1).body.id.text } ?? ids[name]
    case .cancelBill(let name, let on):
      _ = try scenario.command(CancelPayable(on: try day(on), reason: "x"), id: ids[name]) {
        try CancelPayable.run($0, $1).body.id.text
      }
    case .pay(let name, let on, let amount, let chosen, let supplier):
      let body = PostPayment(
        supplierCode: ID(supplier), amount: try Money(amount), method: .bank, paidOn: try day(on),
        allocations: try chosen.map(choice))
      ids[name] = try scenario.command(body) { try PostPayment.run($0, $1).body.id.text } ?? ids[name]
    case .payLater(let name, let chosen):
      _ = try scenario.command(AllocatePayment(allocations: try choice(chosen)), id: ids[name]) {
        try AllocatePayment.run($0, $1).body.id.text
      }
    case .returned(let name, let on):
      _ = try scenario.command(ReversePayment(on: try day(on), reason: "x"), id: ids[name]) {
        try ReversePayment.run($0, $1).body.id.text
      }
    case .spend(let name, let on, let amount, let category, let method):
      let body = RecordExpense(
        category: category, item: name, amount: try Money(amount), spentOn: try day(on), method: method)
      ids[name] = try scenario.command(body) { try RecordExpense.run($0, $1).body.id.text } ?? ids[name]
    case .settle(let name, let on):
      _ = try scenario.command(PayExpense(method: .bank, paidOn: try day(on)), id: ids[name]) {
        try PayExpense.run($0, $1).body.id.text
      }
    case .takeBack(let name, let on):
      _ = try scenario.command(ReverseExpense(on: try day(on), reason: "x"), id: ids[name]) {
        try ReverseExpense.run($0, $1).body.id.text
      }
    case .close(let month):
      _ = try scenario.command(Periods.Close(), id: month) { try Periods.Close.run($0, $1).body.month }
    case .reopen(let month):
      _ = try scenario.command(Periods.Reopen(reason: "x"), id: month) { try Periods.Reopen.run($0, $1).body.month }
    }
  }

  private func choice(_ chosen: [(String, Int64)]) throws -> [ChosenPayable] {
    try chosen.map { ChosenPayable(payableId: ID(ids[$0.0] ?? "unknown"), amount: try Money($0.1)) }
  }

  /// `A 50 open; credit 20`
  func bills(on text: String) throws -> String {
    let day = try Scenario.day(text)
    return try scenario.finance.store.read { database in
      let items = try PayableStore.list(supplier: nil, asOf: day, in: database).sorted {
        ($0.reference ?? "") < ($1.reference ?? "")
      }
      let credit =
        try database.first(
          """
          SELECT (SELECT coalesce(sum(amount), 0) FROM payments
              WHERE paid_on <= ?1 AND coalesce(reversed_on, '9') > ?1)
            - (SELECT coalesce(sum(amount), 0) FROM payment_allocations WHERE on_day <= ?1)
          """, text
        ) { $0.integer(0) } ?? 0
      return items.map { "\($0.reference ?? "") \($0.open.amount) \($0.state.rawValue)" }.joined(separator: ", ")
        + "; credit \(credit)"
    }
  }
}
