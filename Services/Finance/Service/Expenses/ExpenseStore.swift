import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Expenses in the store.
enum ExpenseStore {
  private static let columns =
    """
    id, number, category, item, amount, currency, spent_on, method, paid_on, salesperson, shop, campaign, customer,
    reversed_on, reason, employee, recurring
    """

  private static let noun = Localized(zh: "费用", en: "expense")

  static func state(_ id: ID<Expense>, in database: Database) throws -> ExpenseState {
    try database.first("SELECT \(columns) FROM expenses WHERE id = ?", id.text, read: read).orNotFound(noun, id.text)
  }

  /// One that the caller sees. Throws 404 for any other.
  static func find(_ id: ID<Expense>, for visibility: Visibility, in database: Database) throws -> ExpenseState {
    guard try Belonging.expenses.holds("expenses", "id", is: id, in: visibility.seen, database) else {
      throw Problem.notFound(noun, id.text)
    }
    return try state(id, in: database)
  }

  /// What a list is asked for; both days included.
  struct Filter: Sendable {
    var category: String?
    var salesperson: String?
    var shop: String?
    var from: BusinessDate?
    var to: BusinessDate?
  }

  /// Expenses that the caller sees: a wage, whose it is, what a salesperson has spent, that salesperson (C16).
  static func list(
    _ filter: Filter, after id: String, limit: Int, for visibility: Visibility, in database: Database
  ) throws -> [ExpenseView] {
    try database.all(
      """
      SELECT \(columns) FROM expenses WHERE id > ?1 AND (?2 IS NULL OR category = ?2)
        AND (?3 IS NULL OR salesperson = ?3 OR employee = ?3) AND (?4 IS NULL OR shop = ?4)
        AND (?5 IS NULL OR spent_on >= ?5) AND (?6 IS NULL OR spent_on <= ?6)
        AND \(Belonging.expenses.condition(8)) ORDER BY id LIMIT ?7
      """,
      [id, filter.category, filter.salesperson, filter.shop, filter.from, filter.to, limit] + visibility.seen.values,
      read: read
    ).map(ExpenseView.init)
  }

  private static func read(_ row: borrowing Row) throws -> ExpenseState {
    ExpenseState(
      id: try row.id("id"), number: try row.text("number"),
      ExpenseDraft(
        category: try row.text("category"), item: try row.text("item"), amount: try row.money("amount"),
        spentOn: try row.date("spent_on"), method: try row.optionalChoice("method"),
        salespersonID: try row.optionalID("salesperson"), shop: try row.optionalID("shop"),
        campaignID: try row.optionalID("campaign"), customerID: try row.optionalID("customer"),
        employeeID: try row.optionalID("employee"), recurringID: try row.optionalID("recurring")),
      paidOn: try row.optionalDate("paid_on"), reversedOn: try row.optionalDate("reversed_on"),
      reason: try row.optionalText("reason"))
  }

  // MARK: Own events

  static func record(_ event: ExpenseRecorded, to database: Database) throws {
    try DocumentNumbers.finance.take(event.number, to: database)
    try database.run(
      "INSERT INTO expenses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, ?)", event.expenseId,
      event.number, event.category, event.item, event.amount.amount, event.amount.currency, event.spentOn,
      event.method?.rawValue, event.method == nil ? nil : event.spentOn, event.salespersonId, event.shop,
      event.campaignId, event.customerId, event.employeeId, event.recurringExpenseId)
    if let recurring = event.recurringExpenseId, let due = event.dueOn {
      try database.run("UPDATE recurring_expenses SET last_due = ? WHERE id = ?", due, recurring)
    }
    try LedgerStore.post(event.entry, "expense", of: event.expenseId, event.customerId, to: database)
  }

  static func pay(_ event: ExpensePaid, to database: Database) throws {
    try database.run(
      "UPDATE expenses SET method = ?, paid_on = ? WHERE id = ?", event.method.rawValue, event.paidOn,
      event.expenseId)
    try LedgerStore.post(event.entry, "expense-paid", of: event.expenseId, event.customerId, to: database)
  }

  static func reverse(_ event: ExpenseReversed, to database: Database) throws {
    try database.run(
      "UPDATE expenses SET reversed_on = ?, reason = ? WHERE id = ?", event.on, event.reason, event.expenseId)
    try LedgerStore.post(event.entry, "expense-reversed", of: event.expenseId, event.customerId, to: database)
  }
}

extension ExpenseStore.Filter {
  init(asked query: QueryRequest) throws {
    category = query.text("category")
    salesperson = query.text("salespersonId")
    shop = query.text("shop")
    from = try query.date("from")
    to = try query.date("to")
  }
}
