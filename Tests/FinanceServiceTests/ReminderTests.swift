import Contracts
import FinanceDomain
import Kernel
import Persistence
import TestSupport
import Testing

@testable import FinanceService
@testable import ServiceRuntime

@Suite("Reminders, dunning and credit, day by day")
struct ReminderTests {
  let folder = TemporaryFolder()

  /// What a sweep of a day wrote: `due A1`, `overdue A1 level 2`, `held limit`.
  private func sweep(_ books: Scenario, _ text: String) throws -> [String] {
    let day = try Scenario.day(text)
    books.clock.now = max(books.clock.now, CompanyZone.start(of: day))
    let before = try books.finance.store.read { try EventJournal.lastPosition(in: $0) }
    try books.finance.command { unit in
      try Dunning.sweep(day, in: unit)
      try CreditHolds.sweep(day, in: unit)
    }
    return try books.finance.store.read { database in
      try EventJournal.entries(after: before, limit: 100, in: database).map { entry in
        switch try Catalog.event(entry.type)?.decoded(entry.data) {
        case let event as ReceivableDue: "due \(event.label) \(event.open.amount)"
        case let event as ReceivableOverdue: "overdue \(event.label) level \(event.level) \(event.days) days"
        case let event as CreditLimitExceeded: "exceeded \(event.reasons) \(event.owed.amount) \(event.oldestDays)"
        case let event as CreditHeld: "held \(event.reasons)"
        case let event as CreditReleased: "released by \(event.releasedBy?.text ?? "itself")"
        default: entry.type
        }
      }
    }
  }

  @Test("each due date and each level is raised once, the highest reached, and only while something is open")
  func dunning() throws {
    let books = try Scenario(in: folder.path)
    try books.write([
      .order("A", on: "2026-01-01", [("2026-02-01", 100), ("2026-03-01", 50)]),
      .receive("r", on: "2026-01-10", 40),
    ])
    #expect(try sweep(books, "2026-01-31").isEmpty)
    #expect(try sweep(books, "2026-02-01") == ["due A1 60"])
    #expect(try sweep(books, "2026-02-01").isEmpty)
    #expect(try sweep(books, "2026-02-02") == ["overdue A1 level 1 1 days"])
    #expect(try sweep(books, "2026-02-15").isEmpty)
    // No sweep ran on the days of level 2: the highest that is reached is raised, the ones below never.
    #expect(try sweep(books, "2026-03-03") == ["overdue A1 level 3 30 days", "overdue A2 level 1 2 days"])
    #expect(try sweep(books, "2026-03-04").isEmpty)
    try books.write(.receive("s", on: "2026-03-05", 60))
    #expect(try sweep(books, "2026-04-15") == ["overdue A2 level 3 45 days"])
    #expect(try sweep(books, "2026-12-31") == ["overdue A2 level 4 305 days"])
    try books.verify()
  }

  @Test("levels are set by the company, and only what is ascending is taken")
  func levels() throws {
    let books = try Scenario(in: folder.path)
    try books.write(.order("A", on: "2026-01-01", [("2026-02-01", 100)]))
    for days in [[3, 2], [0], [3, 10]] {
      _ = try books.command(Dunning.SetLevels(days: days)) { "\(try Dunning.SetLevels.run($0, $1).body.days)" }
    }
    #expect(books.refusals == ["not-ascending", "not-ascending"])
    #expect(try sweep(books, "2026-02-03").isEmpty)
    #expect(try sweep(books, "2026-02-04") == ["overdue A1 level 1 3 days"])
    #expect(try sweep(books, "2026-02-11") == ["overdue A1 level 2 10 days"])
    try books.verify()
  }

  @Test("reminders list what is due today, this week and overdue; each salesperson sees the own")
  func list() throws {
    let books = try Scenario(in: folder.path)
    // 2026-11-25 is a Wednesday.
    try books.write([
      .order("A", on: "2026-01-01", [("2026-11-25", 10), ("2026-11-29", 20), ("2026-11-30", 30), ("2026-10-01", 40)])
    ])
    func list(_ caller: Caller = .local, of person: String? = nil, when: DueWhen? = nil) throws -> [String] {
      let day = try Scenario.day("2026-11-25")
      return try books.finance.store.read { database in
        try Reminders.list(
          asOf: day, when: when, salesperson: person, after: nil, limit: 9, for: .of(caller), in: database
        ).map {
          "\($0.label) \($0.when.rawValue) \($0.bucket.rawValue) \($0.days) \($0.level) \($0.customerName ?? "")"
        }
      }
    }
    let all = ["A4 overdue days31to60 55 3 陈伟", "A1 today notDue 0 0 陈伟", "A2 this-week notDue 0 0 陈伟"]
    #expect(try list() == all)
    #expect(try list(when: .today) == [all[1]])
    func caller(_ subject: String, _ roles: Set<Role>, shop: String? = nil) -> Caller {
      Caller(subject: subject, name: subject, roles: roles, shop: shop)
    }
    #expect(try list(caller("s-1", [.netSales])) == all)
    #expect(try list(caller("s-2", [.netSales])).isEmpty)
    #expect(try list(caller("s-2", [.netSales]), of: "s-1").isEmpty)
    #expect(try list(caller("f", [.finance]), of: "s-2").isEmpty)
    #expect(try list(caller("f", [.finance, .netSales])) == all)
    #expect(try list(caller("x", [.shop], shop: "shop-1")) == all)
    #expect(try list(caller("x", [.shop], shop: "shop-2")).isEmpty)
  }

  /// A's customer owes to `s-1` of `shop-1`; the other customer has paid a deposit to `s-2`.
  @Test(
    "receipts and statements are shown of the own orders and of what names oneself, of the shop's, or all",
    arguments: [
      (Role.netSales, "s-1", nil, ["c1"]), (.netSales, "s-2", nil, ["c2"]), (.netSales, "s-3", nil, []),
      (.shop, "m", "shop-1", ["c1"]), (.shop, "m", "shop-2", []), (.finance, "f", nil, ["c1", "c2"]),
      (.manager, "m", nil, ["c1", "c2"]), (.auditor, "a", nil, ["c1", "c2"]),
    ] as [(Role, String, String?, [String])])
  func scope(role: Role, subject: String, shop: String?, expected: [String]) throws {
    let books = try Scenario(in: folder.path)
    try books.write(.order("A", on: "2026-01-01", [("2026-02-01", 100)]))
    let receipts = [
      PostReceipt(
        customerId: "c1", amount: try Money(40), method: .bank, receivedOn: try Scenario.day("2026-01-02"), orderId: "A"
      ),
      PostReceipt(
        customerId: "c2", amount: try Money(70), method: .cash, receivedOn: try Scenario.day("2026-01-03"),
        salespersonId: "s-2"),
    ]
    for receipt in receipts { _ = try books.command(receipt) { try PostReceipt.run($0, $1).body.id.text } }
    let caller = Caller(subject: subject, name: subject, roles: [role], shop: shop)
    try books.finance.store.read { database in
      let receipts = try ReceiptStore.list(customer: nil, for: .of(caller), after: "", limit: 9, in: database)
      #expect(receipts.map(\.customerId.text).sorted() == expected)
      for customer: ID<Customer> in ["c1", "c2"] {
        let isSeen = try FinanceCustomers.isSeen(customer, for: .of(caller), .accounts, in: database)
        #expect(isSeen == expected.contains(customer.text), "\(customer)")
      }
    }
  }

  @Test("an order that is handed over takes its receivables and receipts with it")
  func handedOver() throws {
    let books = try Scenario(in: folder.path)
    try books.write(.order("A", on: "2026-01-01", [("2026-02-01", 100)]))
    let receipt = PostReceipt(
      customerId: "c1", amount: try Money(40), method: .bank, receivedOn: try Scenario.day("2026-01-02"), orderId: "A")
    _ = try books.command(receipt) { try PostReceipt.run($0, $1).body.id.text }
    let terms = OrderTerms(
      lines: [], total: try Money(100),
      taxes: [TaxShare(ratePercent: Percent(hundredths: 0), gross: try Money(100), tax: try Money(0))],
      instalments: [
        InstalmentPlan(instalmentId: "A1", label: "A1", amount: try Money(100), dueOn: try Scenario.day("2026-02-01"))
      ], promisedOn: nil)
    try books.publish(
      OrderAmended(
        orderId: "A", customerId: "c1", version: 2, salespersonId: "s-9", shop: "shop-2",
        signedOn: try Scenario.day("2026-01-01"), signedAt: nil, previousTotal: try Money(100), terms: terms,
        reason: nil, amendedOn: try Scenario.day("2026-01-03"), erp: nil, occurredAt: books.clock.now))
    let today = try Scenario.day("2026-01-04")
    for (person, isSeen) in [("s-1", false), ("s-9", true)] {
      let part = Visibility.of(Caller(subject: person, name: person, roles: [.netSales]))
      try books.finance.store.read { database in
        let items = try Receivables.list(customer: nil, order: nil, for: part, asOf: today, in: database)
        #expect(items.isEmpty != isSeen)
        let receipts = try ReceiptStore.list(customer: nil, for: part, after: "", limit: 9, in: database)
        #expect(receipts.isEmpty != isSeen)
      }
    }
  }

  @Test("a customer over the limits is held and says why; payment, a person, or the end of a release change that")
  func credit() throws {
    let books = try Scenario(in: folder.path, today: "2026-01-02")
    try books.write(.order("A", on: "2026-01-01", [("2026-02-01", 100)]))
    _ = try books.command(CreditHolds.SetLimit(overdueLimit: try Money(50), overdueDays: 10), id: "c1") {
      "\(try CreditHolds.SetLimit.run($0, $1).body.hold)"
    }
    let both = #"["overdue-amount", "overdue-days"]"#
    #expect(
      try sweep(books, "2026-02-02") == [
        "overdue A1 level 1 1 days", #"exceeded ["overdue-amount"] 100 1"#, #"held ["overdue-amount"]"#,
      ])
    #expect(try sweep(books, "2026-02-02").isEmpty)
    #expect(try sweep(books, "2026-02-11").isEmpty)
    #expect(try sweep(books, "2026-02-12") == ["exceeded \(both) 100 11", "held \(both)"])
    let until = try Scenario.day("2026-03-01")
    for reason in [" ", "老客户"] {
      _ = try books.command(CreditHolds.Release(reason: reason, until: until), id: "c1") {
        "\(try CreditHolds.Release.run($0, $1).body.hold)"
      }
    }
    #expect(books.refusals == ["empty"])
    #expect(try sweep(books, "2026-03-01") == ["overdue A1 level 2 28 days"])
    #expect(try sweep(books, "2026-03-02") == ["exceeded \(both) 100 29", "held \(both)"])
    // A receipt that is dated later lowers nothing today.
    try books.write(.receive("r", on: "2026-03-20", 60, to: [("A1", 60)]))
    #expect(try sweep(books, "2026-03-19") == ["overdue A1 level 3 46 days"])
    #expect(try sweep(books, "2026-03-20") == [#"exceeded ["overdue-days"] 40 47"#, #"held ["overdue-days"]"#])
    try books.write(.receive("s", on: "2026-03-21", 40))
    #expect(try sweep(books, "2026-03-21") == ["released by itself"])
    try books.verify()
  }

  @Test("whoever decides on terms sees how a customer has paid, and what it brought in and cost (D11)")
  func history() throws {
    let books = try Scenario(in: folder.path, taxHundredths: 1_300)
    try books.write(.plan("P", .signed, percent: 300))
    try books.write([
      .order("A", on: "2026-01-01", [("2026-02-01", 22_600), ("2026-03-01", 11_300)]),
      .deliver("A", on: "2026-01-10", 11_300), .charge("S", on: "2026-01-11", due: "2026-01-20", 113),
      .receive("r", on: "2026-01-15", 11_300, to: [("A1", 11_300)]),
      .receive("bad", on: "2026-01-16", 500, to: [("A1", 500)]), .bounce("bad", on: "2026-01-18"),
      .receive("s", on: "2026-02-11", 11_300, to: [("A1", 11_300)]),
    ])
    let gift = RecordExpense(
      category: "gift", item: "x", amount: try Money(70), spentOn: try Scenario.day("2026-01-12"), customerId: "c1")
    _ = try books.command(gift) { try RecordExpense.run($0, $1).body.number }
    let history = try #require(
      try books.finance.store.read { try CreditHolds.view("c1", seeing: .everything, in: $0).history })
    #expect(history.paid.amount == 22_600 && history.onTimePercent == Percent(hundredths: 5_000))
    #expect(history.averageDaysLate == 5)
    #expect(history.revenue.amount == 10_100 && history.directCosts.amount == 900 + 70)
    let other = try #require(
      try books.finance.store.read { try CreditHolds.view("c2", seeing: .everything, in: $0).history })
    #expect(other.paid.isZero && other.onTimePercent == nil && other.averageDaysLate == nil && other.revenue.isZero)
  }

  @Test("aging by salesperson and shop adds up to that by customer; concentration names the largest share")
  func groups() throws {
    let books = try Scenario(in: folder.path)
    try books.write([
      .order("A", on: "2026-01-01", [("2026-02-01", 100), ("2026-03-01", 50)]),
      .charge("S", on: "2026-01-05", due: "2026-01-20", 30), .receive("r", on: "2026-01-10", 25, to: []),
    ])
    let day = try Scenario.day("2026-02-15")
    func rows(_ grouping: Aging.Grouping) throws -> [String] {
      try books.finance.store.read { database in
        try Aging.rows(asOf: day, by: grouping, for: .everything, in: database).map {
          "\($0.key) \($0.notDue.amount) \($0.days1to30.amount) \($0.total.amount) \($0.unallocated.amount)"
        }
      }
    }
    #expect(try rows(.customer) == ["c1 50 130 180 25"])
    #expect(try rows(.salesperson) == ["none 0 30 30 25", "s-1 50 100 150 0"])
    #expect(try rows(.shop) == ["none 0 30 30 25", "shop-1 50 100 150 0"])
    let concentration = try books.finance.store.read {
      try Concentration.rows(asOf: day, after: 0, limit: 10, for: .everything, in: $0)
    }
    #expect(concentration.map(\.sharePercent.hundredths) == [10_000])
    #expect(concentration[0].oldestDays == 26 && concentration[0].overdue.amount == 130)
  }

  @Test("the age and the due date of a past day are those of that day, whatever an amendment said later")
  func pastDueDates() throws {
    let books = try Scenario(in: folder.path)
    try books.write([
      .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .amend("A", on: "2026-03-01", [("2026-06-01", 100)]),
    ])
    func late(_ text: String) throws -> Int64 {
      let day = try Scenario.day(text)
      return try books.finance.store.read { try Aging.rows(asOf: day, for: .everything, in: $0)[0].days1to30.amount }
    }
    #expect(try late("2026-02-28") == 100)
    #expect(try late("2026-03-01") == 0)
  }
}
