import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/expenses` (D3): paid at once where a method is named, owed otherwise. Categories are free codes.
struct RecordExpense: Command {
  var category: String
  var item: String
  var amount: Money
  var spentOn: BusinessDate
  var method: PaymentMethod?
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var campaignId: ID<Campaign>?
  /// Whom a gift went to (B19).
  var customerId: ID<Customer>?
  /// Whose wage it is.
  var employeeId: ID<Employee>?
  var occurredAt: Instant?
}

/// `POST /v1/expenses/{id}/pay`: what was owed.
struct PayExpense: Command {
  var method: PaymentMethod
  var paidOn: BusinessDate
  var occurredAt: Instant?
}

/// `POST /v1/expenses/{id}/reverse`.
struct ReverseExpense: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?
}

struct ExpenseView: Codable, Sendable {
  var id: ID<Expense>
  var number: String
  var category: String
  var item: String
  var amount: Money
  var spentOn: BusinessDate
  /// How it was paid; absent while it is owed.
  var method: PaymentMethod?
  var paidOn: BusinessDate?
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var campaignId: ID<Campaign>?
  var customerId: ID<Customer>?
  /// Whose wage it is.
  var employeeId: ID<Employee>?
  /// What is spent each month, where this is one of its days.
  var recurringExpenseId: ID<RecurringExpense>?
  var reversedOn: BusinessDate?
  var reason: String?
}

/// Expenses in the store, and what is done with them.
enum Expenses {
  private static let columns =
    """
    id, number, category, item, amount, currency, spent_on, method, paid_on, salesperson, shop, campaign, customer,
    reversed_on, reason, employee, recurring
    """

  static func view(_ id: ID<Expense>, in database: Database) throws -> ExpenseView {
    guard let view = try database.first("SELECT \(columns) FROM expenses WHERE id = ?", id.text, read: read) else {
      throw Problem.notFound(Localized(zh: "费用", en: "expense"), id.text)
    }
    return view
  }

  /// What a list is asked for; both days included.
  struct Filter: Sendable {
    var category: String?
    var salesperson: String?
    var shop: String?
    var from: BusinessDate?
    var to: BusinessDate?
    /// Wages are shown to those who keep the books,
    var wages = false
    /// and to whom they are paid (C16).
    var employee: String?
  }

  static func list(_ filter: Filter, after id: String, limit: Int, in database: Database) throws -> [ExpenseView] {
    try database.all(
      """
      SELECT \(columns) FROM expenses WHERE id > ?1 AND (?2 IS NULL OR category = ?2)
        AND (?3 IS NULL OR salesperson = ?3 OR employee = ?3) AND (?4 IS NULL OR shop = ?4)
        AND (?5 IS NULL OR spent_on >= ?5) AND (?6 IS NULL OR spent_on <= ?6)
        AND (employee IS NULL OR ?8 OR employee = ?9) ORDER BY id LIMIT ?7
      """, id, filter.category, filter.salesperson, filter.shop, filter.from?.description, filter.to?.description,
      limit, filter.wages ? 1 : 0, filter.employee, read: read)
  }

  private static func read(_ row: borrowing Row) throws -> ExpenseView {
    ExpenseView(
      id: ID(row.text(0)), number: row.text(1), category: row.text(2), item: row.text(3),
      amount: try Items.money(row.integer(4), row.text(5)), spentOn: try Items.day(row.text(6)),
      method: row.optionalText(7).flatMap { PaymentMethod(rawValue: $0) },
      paidOn: try row.optionalText(8).map(Items.day), salespersonId: row.optionalText(9).map { ID($0) },
      shop: row.optionalText(10).map { ID($0) }, campaignId: row.optionalText(11).map { ID($0) },
      customerId: row.optionalText(12).map { ID($0) }, employeeId: row.optionalText(15).map { ID($0) },
      recurringExpenseId: row.optionalText(16).map { ID($0) }, reversedOn: try row.optionalText(13).map(Items.day),
      reason: row.optionalText(14))
  }

  static func record(
    _ request: CommandRequest<RecordExpense>, in unit: borrowing UnitOfWork
  ) throws -> Answer<ExpenseView> {
    let command = request.body
    var checks = FieldChecks()
    checks.category("/category", command.category)
    checks.text("/item", command.item)
    checks.positive("/amount", command.amount)
    try checks.finish()
    try Periods.requireOpen(command.spentOn, "/spentOn", in: unit.database)
    let id: ID<Expense> = unit.newID()
    try unit.record(
      ExpenseRecorded(
        expenseId: id, number: try Items.nextNumber("EX", on: command.spentOn, in: unit.database),
        category: command.category, item: command.item, amount: command.amount, spentOn: command.spentOn,
        method: command.method, salespersonId: command.salespersonId, shop: command.shop,
        campaignId: command.campaignId, customerId: command.customerId, employeeId: command.employeeId,
        entry: .moving(
          on: command.spentOn, debit: [(Account.expense(command.category), command.amount)],
          credit: [(command.method?.account ?? Account.payable, command.amount)]),
        occurredAt: request.occurredAt(in: unit)))
    return .created(try view(id, in: unit.database), at: "/v1/expenses/\(id)", version: nil)
  }

  static func pay(_ request: CommandRequest<PayExpense>, in unit: borrowing UnitOfWork) throws -> Answer<ExpenseView> {
    let expense = try view(request.id(), in: unit.database)
    guard expense.method == nil, expense.reversedOn == nil else { throw FinanceError.nothingOpen }
    let command = request.body
    var checks = FieldChecks()
    checks.notBefore(expense.spentOn, "/paidOn", command.paidOn)
    try checks.finish()
    try Periods.requireOpen(command.paidOn, "/paidOn", in: unit.database)
    try unit.record(
      ExpensePaid(
        expenseId: expense.id, number: expense.number, category: expense.category, item: expense.item,
        amount: expense.amount, paidOn: command.paidOn, method: command.method, salespersonId: expense.salespersonId,
        shop: expense.shop, campaignId: expense.campaignId, customerId: expense.customerId,
        entry: .moving(
          on: command.paidOn, debit: [(Account.payable, expense.amount)],
          credit: [(command.method.account, expense.amount)]),
        occurredAt: request.occurredAt(in: unit)))
    return Answer(try view(expense.id, in: unit.database))
  }

  static func reverse(
    _ request: CommandRequest<ReverseExpense>, in unit: borrowing UnitOfWork
  ) throws -> Answer<ExpenseView> {
    let expense = try view(request.id(), in: unit.database)
    guard expense.reversedOn == nil else { throw FinanceError.alreadyReversed }
    let day = request.body.on
    var checks = FieldChecks()
    checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
    checks.notBefore(max(expense.spentOn, expense.paidOn ?? expense.spentOn), "/on", day)
    try checks.finish()
    try Periods.requireOpen(day, "/on", in: unit.database)
    try unit.record(
      ExpenseReversed(
        expenseId: expense.id, number: expense.number, category: expense.category, item: expense.item,
        amount: expense.amount, on: day, method: expense.method, salespersonId: expense.salespersonId,
        shop: expense.shop, campaignId: expense.campaignId, customerId: expense.customerId,
        reason: request.body.reason,
        entry: .moving(
          on: day, debit: [(expense.method?.account ?? Account.payable, expense.amount)],
          credit: [(Account.expense(expense.category), expense.amount)],
          refersTo: try Periods.reference(to: expense.spentOn, in: unit.database)),
        occurredAt: request.occurredAt(in: unit)))
    return Answer(try view(expense.id, in: unit.database))
  }
}

/// Writes what an event says about expenses.
func applyExpenses(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as ExpenseRecorded:
    try number("EX", event.number, database)
    try database.run(
      "INSERT INTO expenses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, ?)", event.expenseId.text,
      event.number, event.category, event.item, event.amount.amount, event.amount.currency.code,
      event.spentOn.description, event.method?.rawValue, event.method == nil ? nil : event.spentOn.description,
      event.salespersonId?.text, event.shop?.text, event.campaignId?.text, event.customerId?.text,
      event.employeeId?.text, event.recurringExpenseId?.text)
    if let recurring = event.recurringExpenseId, let due = event.dueOn {
      try database.run(
        "UPDATE recurring_expenses SET last_due = ? WHERE id = ?", due.description, recurring.text)
    }
    try post(event.entry, "expense", event.expenseId.text, event.customerId, database)
  case let event as ExpensePaid:
    try database.run(
      "UPDATE expenses SET method = ?, paid_on = ? WHERE id = ?", event.method.rawValue, event.paidOn.description,
      event.expenseId.text)
    try post(event.entry, "expense-paid", event.expenseId.text, event.customerId, database)
  case let event as ExpenseReversed:
    try database.run(
      "UPDATE expenses SET reversed_on = ?, reason = ? WHERE id = ?", event.on.description, event.reason,
      event.expenseId.text)
    try post(event.entry, "expense-reversed", event.expenseId.text, event.customerId, database)
  default: break
  }
}
