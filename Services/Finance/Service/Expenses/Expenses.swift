import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// Expenses in the store.
enum Expenses {
  private static let columns =
    """
    id, number, category, item, amount, currency, spent_on, method, paid_on, salesperson, shop, campaign, customer,
    reversed_on, reason, employee, recurring
    """

  static func state(_ id: ID<Expense>, in database: Database) throws -> ExpenseState {
    guard let state = try database.first("SELECT \(columns) FROM expenses WHERE id = ?", id.text, read: read) else {
      throw Problem.notFound(Localized(zh: "费用", en: "expense"), id.text)
    }
    return state
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
      limit, filter.wages ? 1 : 0, filter.employee, read: read
    ).map(ExpenseView.init)
  }

  private static func read(_ row: borrowing Row) throws -> ExpenseState {
    ExpenseState(
      id: ID(row.text(0)), number: row.text(1),
      ExpenseDraft(
        category: row.text(2), item: row.text(3), amount: try Items.money(row.integer(4), row.text(5)),
        spentOn: try Items.day(row.text(6)), method: row.optionalText(7).flatMap { PaymentMethod(rawValue: $0) },
        salespersonID: row.optionalText(9).map { ID($0) }, shop: row.optionalText(10).map { ID($0) },
        campaignID: row.optionalText(11).map { ID($0) }, customerID: row.optionalText(12).map { ID($0) },
        employeeID: row.optionalText(15).map { ID($0) }, recurringID: row.optionalText(16).map { ID($0) }),
      paidOn: try row.optionalText(8).map(Items.day), reversedOn: try row.optionalText(13).map(Items.day),
      reason: row.optionalText(14))
  }

  // MARK: Own events

  static func apply(_ event: ExpenseRecorded, to database: Database) throws {
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
  }

  static func apply(_ event: ExpensePaid, to database: Database) throws {
    try database.run(
      "UPDATE expenses SET method = ?, paid_on = ? WHERE id = ?", event.method.rawValue, event.paidOn.description,
      event.expenseId.text)
    try post(event.entry, "expense-paid", event.expenseId.text, event.customerId, database)
  }

  static func apply(_ event: ExpenseReversed, to database: Database) throws {
    try database.run(
      "UPDATE expenses SET reversed_on = ?, reason = ? WHERE id = ?", event.on.description, event.reason,
      event.expenseId.text)
    try post(event.entry, "expense-reversed", event.expenseId.text, event.customerId, database)
  }
}
