import Contracts
import FinanceDomain
import Kernel
import Persistence
import TestSupport
import Testing

@testable import FinanceService
@testable import ServiceRuntime

@Suite("What is spent each month, and wages and gifts among it")
struct RecurringExpenseTests {
  let folder = TemporaryFolder()

  private func sweep(_ books: SupplierBooks, _ text: String) throws {
    let day = try Scenario.day(text)
    try books.scenario.finance.command { unit in try RecurringExpenses.sweep(day, in: unit) }
  }

  /// `2026-01-31 rent 500`, oldest first.
  private func expenses(_ books: SupplierBooks) throws -> [String] {
    try books.scenario.finance.rows(
      "SELECT spent_on || ' ' || category || ' ' || amount FROM expenses ORDER BY spent_on, id"
    ).map { $0[0] }
  }

  private func rent(_ books: SupplierBooks, from: String, until: String? = nil) throws -> String? {
    let body = RecurringExpenses.Set(
      category: "rent", item: "店租", amount: try Money(500), startsOn: try Scenario.day(from),
      endsOn: try until.map(Scenario.day), method: .bank, shop: "foshan-1")
    return try books.scenario.command(body) { try RecurringExpenses.Set.run($0, $1).body.id.text }
  }

  @Test("each due day is posted once, those without a sweep too, and none after the last one")
  func everyMonth() throws {
    let books = try SupplierBooks(in: folder.path)
    let id = try rent(books, from: "2026-01-31")
    try sweep(books, "2026-01-30")
    #expect(try expenses(books) == [])
    try sweep(books, "2026-01-31")
    try sweep(books, "2026-01-31")
    #expect(try expenses(books) == ["2026-01-31 rent 500"])
    try sweep(books, "2026-03-30")
    try sweep(books, "2026-03-01")
    #expect(try expenses(books) == ["2026-01-31 rent 500", "2026-02-28 rent 500"])
    let end = RecurringExpenses.End(endsOn: try Scenario.day("2026-04-29"))
    #expect(try books.scenario.command(end, id: id) { try RecurringExpenses.End.run($0, $1).body.id.text } == id)
    try sweep(books, "2026-12-31")
    #expect(try expenses(books).last == "2026-03-31 rent 500")
    #expect(try books.scenario.balances(on: "2026-12-31") == "expense.rent 1500 bank -1500")
    try books.scenario.verify()
  }

  @Test("a day of a closed month goes into the first open one, and refers to its own")
  func closedMonth() throws {
    let books = try SupplierBooks(in: folder.path)
    _ = try rent(books, from: "2026-01-10", until: "2026-01-31")
    try books.write(.close("2026-01"))
    try sweep(books, "2026-02-02")
    #expect(try expenses(books) == ["2026-02-01 rent 500"])
    #expect(
      try books.scenario.finance.rows(
        "SELECT DISTINCT refers_to FROM ledger_lines WHERE document IN (SELECT id FROM expenses)")
        == [["2026-01-10"]])
    try sweep(books, "2026-02-03")
    #expect(try expenses(books).count == 1)
  }

  @Test("an end before the last day that was posted is refused")
  func endTooEarly() throws {
    let books = try SupplierBooks(in: folder.path)
    let id = try rent(books, from: "2026-01-10")
    try sweep(books, "2026-03-10")
    let end = RecurringExpenses.End(endsOn: try Scenario.day("2026-03-09"))
    #expect(try books.scenario.command(end, id: id) { try RecurringExpenses.End.run($0, $1).body.id.text } == nil)
    #expect(books.scenario.refusals.count == 1)
  }

  @Test("a gift is an expense that is owed; one without a cost is none")
  func gift() throws {
    let books = try SupplierBooks(in: folder.path)
    for cost: Int64 in [0, 88] {
      try books.scenario.leads.publish(
        GiftGiven(
          giftId: ID("g\(cost)"), customerId: "c1", description: "月饼", cost: try Money(cost), reason: nil,
          givenBy: "s-01",
          givenOn: try Scenario.day("2026-09-25"), occurredAt: books.scenario.clock.now))
    }
    try books.scenario.finance.step()
    #expect(try expenses(books) == ["2026-09-25 gift 88"])
    #expect(try books.scenario.balances(on: "2026-12-31") == "expense.gift 88 payable -88")
  }

  @Test(
    "a wage is shown to those who keep the books and to whom it is paid, with what that person spent (C16)",
    arguments: [
      (Role.finance, "f-1", nil, ["office", "payroll", "payroll", "travel"]), (.finance, "f-1", "s-02", ["travel"]),
      (.netSales, "s-01", nil, ["payroll"]), (.netSales, "s-01", "s-02", []), (.netSales, "s-02", nil, ["travel"]),
      (.shop, "s-02", nil, ["travel"]), (.installer, "i-01", nil, ["payroll"]), (.service, "x", nil, []),
    ] as [(Role, String, String?, [String])])
  func wages(role: Role, subject: String, asked: String?, expected: [String]) throws {
    let books = try SupplierBooks(in: folder.path)
    func spend(_ category: String, salesperson: ID<Employee>? = nil, employee: ID<Employee>? = nil) throws {
      let body = RecordExpense(
        category: category, item: "x", amount: try Money(9_000), spentOn: try Scenario.day("2026-01-31"),
        method: .bank, salespersonId: salesperson, shop: "shop-1", employeeId: employee)
      _ = try books.scenario.command(body) { try RecordExpense.run($0, $1).body.id.text }
    }
    try spend("payroll", employee: "s-01")
    try spend("office")
    try spend("travel", salesperson: "s-02")
    // Hired for what s-01 sold, and none of that person's business.
    try spend("payroll", salesperson: "s-01", employee: "i-01")
    let visibility = Visibility.of(Caller(subject: subject, name: "", roles: [role], shop: "shop-1"), in: .earnings)
    var filter = ExpenseStore.Filter()
    filter.salesperson = asked
    let found = try books.scenario.finance.store.read { [filter] in
      try ExpenseStore.list(filter, after: "", limit: 9, for: visibility, in: $0).map(\.category).sorted()
    }
    #expect(found == expected)
  }
}

@Suite("Lists of money that came in and went out (D7)")
struct MoneyListTests {
  let folder = TemporaryFolder()

  @Test(
    "by period, both days included, by method and by salesperson",
    arguments: [
      ("", "", nil, nil, "RC-2026-000001 RC-2026-000002 PY-2026-000001"),
      ("2026-01-03", "2026-01-04", nil, nil, "RC-2026-000001 PY-2026-000001"),
      ("2026-01-05", "", nil, nil, "RC-2026-000002"), ("", "2026-01-02", nil, nil, ""),
      ("", "", .cash, nil, "RC-2026-000002 PY-2026-000001"), ("", "", .bank, "s-1", "RC-2026-000001"),
      ("", "", .bank, "s-2", ""),
    ] as [(String, String, PaymentMethod?, String?, String)])
  func filters(from: String, to: String, method: PaymentMethod?, person: String?, expected: String) throws {
    let books = try Scenario(in: folder.path)
    for (day, method) in [("2026-01-03", PaymentMethod.bank), ("2026-01-05", .cash)] {
      let receipt = PostReceipt(
        customerId: "c1", amount: try Money(100), method: method, receivedOn: try Scenario.day(day),
        salespersonId: method == .bank ? "s-1" : nil)
      _ = try books.command(receipt) { try PostReceipt.run($0, $1).body.number }
    }
    let payment = PostPayment(
      supplierCode: "v", amount: try Money(7), method: .cash, paidOn: try Scenario.day("2026-01-04"))
    _ = try books.command(payment) { try PostPayment.run($0, $1).body.number }
    var filter = ReceiptStore.Filter()
    (filter.from, filter.to, filter.method) = (BusinessDate(from), BusinessDate(to), method)
    let found = try books.finance.store.read { database in
      try ReceiptStore.list(
        customer: nil, salesperson: person, filter, for: .everything, after: "", limit: 9, in: database
      ).map(\.number)
        + (person == nil
          ? PaymentStore.list(supplier: nil, filter, after: "", limit: 9, in: database).map(\.number) : [])
    }
    #expect(found.joined(separator: " ") == expected)
  }
}

@Suite("How a receipt is allocated when nobody chooses")
struct AllocationOrderTests {
  let folder = TemporaryFolder()

  /// A is signed first and due last.
  @Test(
    "as the company has set it",
    arguments: [
      (nil, nil, "A1 100 B1 0"), (.oldestDue, nil, "A1 100 B1 0"), (.byOrder, nil, "A1 0 B1 100"),
      (.byOrder, "B", "A1 100 B1 0"), (.explicit, nil, "A1 100 B1 100"),
    ] as [(AllocationOrder?, String?, String)])
  func order(setting: AllocationOrder?, named: String?, expected: String) throws {
    let books = try Scenario(in: folder.path)
    try books.write([
      .order("A", on: "2026-01-01", [("2026-06-01", 100)]), .order("B", on: "2026-02-01", [("2026-03-01", 100)]),
    ])
    if let setting {
      _ = try books.command(AllocationOrders.Set(order: setting)) {
        try AllocationOrders.Set.run($0, $1).body.order.rawValue
      }
    }
    let order = try named.map { name in
      try books.finance.rows("SELECT order_id FROM receivables WHERE id = '\(try books.id(of: "\(name)1"))'")[0][0]
    }
    let receipt = PostReceipt(
      customerId: "c1", amount: try Money(100), method: .bank, receivedOn: try Scenario.day("2026-02-10"),
      orderId: order.map { ID($0) })
    _ = try books.command(receipt) { try PostReceipt.run($0, $1).body.id.text }
    let open = try books.finance.rows("SELECT label || ' ' || open FROM receivables ORDER BY label").map { $0[0] }
    #expect(open.joined(separator: " ") == expected)
    try books.verify()
  }
}
