import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// What is spent each month by itself: rent, utilities, wages (D3). The daily rule posts each due day once, also those
/// of days on which nobody ran it; into the first open month where the day's own is closed.
enum RecurringExpenses {
  private static let columns =
    """
    id, category, item, amount, currency, starts_on, ends_on, method, salesperson, shop, campaign, employee, last_due
    """

  private static func read(_ row: borrowing Row) throws -> RecurringExpenseState {
    RecurringExpenseState(
      id: try row.id("id"),
      ExpenseDraft(
        category: try row.text("category"), item: try row.text("item"), amount: try row.money("amount"),
        spentOn: try row.date("starts_on"), method: try row.optionalChoice("method"),
        salespersonID: try row.optionalID("salesperson"), shop: try row.optionalID("shop"),
        campaignID: try row.optionalID("campaign"), employeeID: try row.optionalID("employee")),
      endsOn: try row.optionalDate("ends_on"), lastDueOn: try row.optionalDate("last_due"))
  }

  static func list(
    after id: String, limit: Int, in cut: Visibility.Cut, _ database: Database
  ) throws -> [RecurringExpenseState] {
    try database.all(
      """
      SELECT \(columns) FROM recurring_expenses WHERE id > ?1 AND \(Belonging.recurringExpenses.condition(3))
      ORDER BY id LIMIT ?2
      """, [id, limit] + cut.values, read: read)
  }

  /// One that the caller sees. Throws 404 for any other.
  static func find(
    _ id: ID<RecurringExpense>, for visibility: Visibility, in database: Database
  ) throws -> RecurringExpenseState {
    let noun = Localized(zh: "每月费用", en: "recurring expense")
    let isSeen = try Belonging.recurringExpenses.holds(
      "recurring_expenses", "id", is: id, in: visibility.seen, database)
    guard isSeen else {
      throw Problem.notFound(noun, id.text)
    }
    return try database.first("SELECT \(columns) FROM recurring_expenses WHERE id = ?", id, read: read).orNotFound(
      noun, id.text)
  }

  static func change(_ event: RecurringExpenseChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO recurring_expenses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
      ON CONFLICT DO UPDATE SET ends_on = excluded.ends_on
      """, event.recurringExpenseId, event.category, event.item, event.amount.amount, event.amount.currency,
      event.startsOn, event.endsOn, event.method?.rawValue, event.salespersonId, event.shop, event.campaignId,
      event.employeeId)
  }

  /// Posts every day that has come and was not posted yet; a second run finds none.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let books = try unit.books()
    for expense in try list(after: "", limit: .max, in: .all(on: day), unit.database) {
      for due in expense.due(by: day) {
        try unit.record(
          try expense.expense(on: due).arise(
            dueOn: due, number: { try DocumentNumbers.finance.next("EX", on: $0, in: unit.database) }, books,
            at: unit.now))
      }
    }
  }
}
