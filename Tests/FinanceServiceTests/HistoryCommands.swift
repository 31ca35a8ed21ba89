import Contracts
import FinanceDomain
import HTTP
import Kernel
import Persistence
@testable import ServiceRuntime
import TestSupport

@testable import FinanceService

/// What people tell finance. What a rule refuses is as if it had not been asked.
extension History {
  private mutating func command<Body: Command>(
    _ body: Body, id: String? = nil,
    _ run: @escaping @Sendable (CommandRequest<Body>, borrowing UnitOfWork) throws -> Void
  ) throws {
    var http = HTTPRequestForTests.make()
    http.parameters["id"] = id
    http.parameters["month"] = id
    let request = CommandRequest(body: body, caller: .local, http: http, now: clock.now)
    do {
      try finance.command { unit in try run(request, unit) }
      answers.done += 1
    } catch is FinanceError {
      answers.refused += 1
    } catch is Problem {
      answers.refused += 1
    }
  }

  private mutating func customer() -> ID<Customer> { customers.randomElement(using: &random) ?? "c1" }

  /// Some of what is open, one fen too much now and then.
  private mutating func chosen(_ table: String, of owner: String) throws -> [(id: String, amount: Money)] {
    var open = try finance.rows("SELECT id, open FROM \(table) WHERE open > 0 AND \(owner) ORDER BY id")
    open.shuffle(using: &random)
    return try open.prefix(Int.random(in: 0...2, using: &random)).map {
      ($0[0], try Money(Int64.random(in: 1...(Int64($0[1]) ?? 0) + 1, using: &random)))
    }
  }

  private mutating func chosen(of customer: String) throws -> [ChosenAllocation] {
    try chosen("receivables", of: "customer = '\(customer)'").map {
      ChosenAllocation(receivableId: ID($0.id), amount: $0.amount)
    }
  }

  mutating func receive() throws {
    let customer = customer()
    var allocations: [ChosenAllocation]?
    if chance(1, of: 3) { allocations = try chosen(of: customer.text) }
    let order = try pick("orders", where: "customer = '\(customer)'")
    let receipt = PostReceipt(
      customerId: customer, amount: try amount(), method: .bank,
      receivedOn: today.adding(days: Int.random(in: -30...5, using: &random)),
      salespersonId: chance(1, of: 2) ? salespeople.randomElement(using: &random) : nil,
      orderId: chance(1, of: 3) ? order.map { ID($0) } : nil, allocations: allocations)
    try command(receipt) { _ = try PostReceipt.run($0, $1) }
  }

  mutating func allocate() throws {
    let lots = try finance.rows("SELECT credit, customer FROM credit_lots ORDER BY 1")
    guard let pick = lots.randomElement(using: &random) else { return }
    let allocations = try chosen(of: pick[1])
    try command(AllocateReceipt(allocations: allocations), id: pick[0]) { _ = try AllocateReceipt.run($0, $1) }
  }

  mutating func reverse(on day: BusinessDate) throws {
    guard let pick = try pick("receipts", where: "reversed_on IS NULL") else { return }
    try command(ReverseReceipt(on: day, reason: "退票"), id: pick) { _ = try ReverseReceipt.run($0, $1) }
  }

  mutating func undo() throws {
    let standing = try finance.rows("SELECT id FROM allocations GROUP BY id HAVING sum(amount) > 0 ORDER BY id")
    guard let pick = standing.randomElement(using: &random) else { return }
    try command(UndoAllocation(on: earlier(), reason: "x"), id: pick[0]) { _ = try UndoAllocation.run($0, $1) }
  }

  mutating func refund() throws {
    let refund = PostRefund(
      customerId: customer(), amount: try amount(1...3_000), method: .cash, refundedOn: earlier(), reason: "x")
    try command(refund) { _ = try PostRefund.run($0, $1) }
  }

  mutating func creditNote() throws {
    guard let pick = try pick("receivables") else { return }
    // Now and then all of it, so that nothing is left to earn on.
    let rest = try finance.integer("SELECT amount - credited FROM receivables WHERE id = '\(pick)'")
    let amount = chance(1, of: 3) && rest > 0 ? try Money(rest) : try amount(1...2_000)
    let note = PostCreditNote(receivableId: ID(pick), amount: amount, creditedOn: earlier(), reason: "x")
    try command(note) { _ = try PostCreditNote.run($0, $1) }
  }

  // MARK: Suppliers, expenses

  private mutating func supplier() -> ID<Supplier> { Bool.random(using: &random) ? "p1" : "p2" }

  mutating func payable() throws {
    let bill = PostPayable(
      supplierCode: supplier(), amount: try amount(), billedOn: earlier(),
      dueOn: today.adding(days: Int.random(in: -10...60, using: &random)))
    try command(bill) { _ = try PostPayable.run($0, $1) }
  }

  mutating func payment() throws {
    let supplier = supplier()
    var allocations: [ChosenPayable]?
    if chance(1, of: 3) {
      allocations = try chosen("payables", of: "supplier = '\(supplier)'").map {
        ChosenPayable(payableId: ID($0.id), amount: $0.amount)
      }
    }
    let payment = PostPayment(
      supplierCode: supplier, amount: try amount(), method: .bank, paidOn: earlier(), allocations: allocations)
    try command(payment) { _ = try PostPayment.run($0, $1) }
  }

  mutating func undoPayable() throws {
    let day = earlier()
    if Bool.random(using: &random) {
      guard let pick = try pick("payments", where: "reversed_on IS NULL") else { return }
      try command(ReversePayment(on: day, reason: "x"), id: pick) { _ = try ReversePayment.run($0, $1) }
    } else {
      guard let pick = try pick("payables") else { return }
      try command(CancelPayable(on: day, reason: "x"), id: pick) { _ = try CancelPayable.run($0, $1) }
    }
  }

  mutating func expense() throws {
    let day = earlier()
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      guard let pick = try pick("expenses", where: "method IS NULL") else { return }
      try command(PayExpense(method: .bank, paidOn: day), id: pick) { _ = try PayExpense.run($0, $1) }
    case 1:
      guard let pick = try pick("expenses") else { return }
      try command(ReverseExpense(on: day, reason: "x"), id: pick) { _ = try ReverseExpense.run($0, $1) }
    default:
      let body = RecordExpense(
        category: chance(1, of: 2) ? "rent" : "travel", item: "x", amount: try amount(), spentOn: day,
        method: chance(1, of: 2) ? .cash : nil)
      try command(body) { _ = try RecordExpense.run($0, $1) }
    }
  }

  mutating func recurring() throws {
    let day = earlier()
    if chance(1, of: 2), let pick = try pick("recurring_expenses") {
      try command(RecurringExpenses.End(endsOn: day), id: pick) { _ = try RecurringExpenses.End.run($0, $1) }
    } else {
      let body = RecurringExpenses.Set(
        category: "wages", item: "x", amount: try amount(), startsOn: day, method: chance(1, of: 2) ? .bank : nil)
      try command(body) { _ = try RecurringExpenses.Set.run($0, $1) }
    }
  }

  mutating func setAllocationOrder() throws {
    let order = AllocationOrder.allCases.randomElement(using: &random) ?? .oldestDue
    try command(AllocationOrders.Set(order: order)) { _ = try AllocationOrders.Set.run($0, $1) }
  }

  // MARK: Commission, months

  mutating func plan(_ trigger: CommissionTrigger, from day: BusinessDate) throws {
    let forCategory = chance(1, of: 4)
    let body = CommissionPlans.Set(
      code: ID("\(trigger.rawValue)\(forCategory ? "-K" : "")"), salespersonId: nil, role: "net-sales",
      category: forCategory ? "cabinet" : nil, trigger: trigger,
      ratePercent: Percent(hundredths: Int.random(in: 100...500, using: &random)), validFrom: day)
    try command(body) { _ = try CommissionPlans.Set.run($0, $1) }
  }

  mutating func payOut() throws {
    let body = CommissionBalances.Pay(
      salespersonId: salespeople.randomElement(using: &random) ?? "s1",
      amount: chance(1, of: 2) ? nil : try amount(1...100), paidOn: earlier(), method: .bank)
    try command(body) { _ = try CommissionBalances.Pay.run($0, $1) }
  }

  /// All months up to one are closed, as an accountant does it.
  mutating func close() throws {
    let last = today.adding(days: -Int.random(in: 5...70, using: &random)).month
    var day = BusinessDate(daysSince1970: 20_500)
    while day.month <= last {
      if try finance.integer("SELECT count(*) FROM periods WHERE month = '\(day.month)' AND closed") == 0 {
        try command(Periods.Close(), id: day.month) { _ = try Periods.Close.run($0, $1) }
      }
      day = day.adding(months: 1)
    }
    closed.removeAll { $0.month == last }
    closed.append(try ClosedMonth(last, in: finance))
  }

  mutating func reopen() throws {
    let months = try finance.rows("SELECT month FROM periods WHERE closed ORDER BY 1")
    guard let month = months.randomElement(using: &random)?[0] else { return }
    try command(Periods.Reopen(reason: "x"), id: month) { _ = try Periods.Reopen.run($0, $1) }
    closed.removeAll { $0.month >= month }
  }

  mutating func sweep() throws {
    let day = today
    try finance.command { unit in
      try Dunning.sweep(day, in: unit)
      try CreditHolds.sweep(day, in: unit)
      try RecurringExpenses.sweep(day, in: unit)
    }
  }
}
