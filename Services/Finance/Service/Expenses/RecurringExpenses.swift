import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// What is spent each month by itself: rent, utilities, wages (D3). The daily rule posts each due day once, also those
/// of days on which nobody ran it; into the first open month where the day's own is closed.
enum RecurringExpenses {
  static let schema = Migration(
    """
    CREATE TABLE recurring_expenses (
      id TEXT PRIMARY KEY, category TEXT NOT NULL, item TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
      starts_on TEXT NOT NULL, ends_on TEXT, method TEXT, salesperson TEXT, shop TEXT, campaign TEXT, employee TEXT,
      last_due TEXT) STRICT;
    ALTER TABLE expenses ADD COLUMN employee TEXT;
    ALTER TABLE expenses ADD COLUMN recurring TEXT;
    """)

  private static let columns =
    """
    id, category, item, amount, currency, starts_on, ends_on, method, salesperson, shop, campaign, employee, last_due
    """

  private static func read(_ row: borrowing Row) throws -> RecurringExpenseState {
    RecurringExpenseState(
      id: ID(row.text(0)),
      ExpenseDraft(
        category: row.text(1), item: row.text(2), amount: try Items.money(row.integer(3), row.text(4)),
        spentOn: try Items.day(row.text(5)), method: row.optionalText(7).flatMap { PaymentMethod(rawValue: $0) },
        salespersonID: row.optionalText(8).map { ID($0) }, shop: row.optionalText(9).map { ID($0) },
        campaignID: row.optionalText(10).map { ID($0) }, employeeID: row.optionalText(11).map { ID($0) }),
      endsOn: try row.optionalText(6).map(Items.day), lastDueOn: try row.optionalText(12).map(Items.day))
  }

  static func list(after id: String, limit: Int, in database: Database) throws -> [RecurringExpenseState] {
    try database.all(
      "SELECT \(columns) FROM recurring_expenses WHERE id > ? ORDER BY id LIMIT ?", id, limit, read: read)
  }

  static func state(_ id: ID<RecurringExpense>, in database: Database) throws -> RecurringExpenseState {
    guard
      let state = try database.first("SELECT \(columns) FROM recurring_expenses WHERE id = ?", id.text, read: read)
    else { throw Problem.notFound(Localized(zh: "每月费用", en: "recurring expense"), id.text) }
    return state
  }

  static func apply(_ event: RecurringExpenseChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO recurring_expenses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
      ON CONFLICT DO UPDATE SET ends_on = excluded.ends_on
      """, event.recurringExpenseId.text, event.category, event.item, event.amount.amount, event.amount.currency.code,
      event.startsOn.description, event.endsOn?.description, event.method?.rawValue, event.salespersonId?.text,
      event.shop?.text, event.campaignId?.text, event.employeeId?.text)
  }

  /// Posts every day that has come and was not posted yet; a second run finds none.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let books = try unit.books()
    for expense in try list(after: "", limit: .max, in: unit.database) {
      for due in expense.due(by: day) {
        try unit.record(
          try expense.expense(on: due).arise(
            dueOn: due, number: { try Items.nextNumber("EX", on: $0, in: unit.database) }, books, at: unit.now))
      }
    }
  }
}
