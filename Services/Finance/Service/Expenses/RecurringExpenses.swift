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

  /// `POST /v1/recurring-expenses`.
  struct Set: Command {
    var category: String
    var item: String
    var amount: Money
    /// The first day; the others are the same day of each month after it.
    var startsOn: BusinessDate
    var endsOn: BusinessDate?
    var method: PaymentMethod?
    var salespersonId: ID<Employee>?
    var shop: ID<Shop>?
    var campaignId: ID<Campaign>?
    /// Whose wage it is.
    var employeeId: ID<Employee>?
    var occurredAt: Instant?
  }

  /// `POST /v1/recurring-expenses/{id}/end`: nothing is posted after this day; what was posted stays.
  struct End: Command {
    var endsOn: BusinessDate
    var occurredAt: Instant?
  }

  struct View: Codable, Sendable {
    var id: ID<RecurringExpense>
    var category: String
    var item: String
    var amount: Money
    var startsOn: BusinessDate
    var endsOn: BusinessDate?
    var method: PaymentMethod?
    var salespersonId: ID<Employee>?
    var shop: ID<Shop>?
    var campaignId: ID<Campaign>?
    var employeeId: ID<Employee>?
    /// The last day that was posted.
    var lastDueOn: BusinessDate?
  }

  private static let columns =
    """
    id, category, item, amount, currency, starts_on, ends_on, method, salesperson, shop, campaign, employee, last_due
    """

  private static func read(_ row: borrowing Row) throws -> View {
    View(
      id: ID(row.text(0)), category: row.text(1), item: row.text(2),
      amount: try Items.money(row.integer(3), row.text(4)), startsOn: try Items.day(row.text(5)),
      endsOn: try row.optionalText(6).map(Items.day),
      method: row.optionalText(7).flatMap { PaymentMethod(rawValue: $0) },
      salespersonId: row.optionalText(8).map { ID($0) }, shop: row.optionalText(9).map { ID($0) },
      campaignId: row.optionalText(10).map { ID($0) }, employeeId: row.optionalText(11).map { ID($0) },
      lastDueOn: try row.optionalText(12).map(Items.day))
  }

  static func list(after id: String, limit: Int, in database: Database) throws -> [View] {
    try database.all(
      "SELECT \(columns) FROM recurring_expenses WHERE id > ? ORDER BY id LIMIT ?", id, limit, read: read)
  }

  private static func view(_ id: ID<RecurringExpense>, in database: Database) throws -> View {
    guard
      let view = try database.first("SELECT \(columns) FROM recurring_expenses WHERE id = ?", id.text, read: read)
    else { throw Problem.notFound(Localized(zh: "每月费用", en: "recurring expense"), id.text) }
    return view
  }

  static func set(_ request: CommandRequest<Set>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let command = request.body
    var checks = FieldChecks()
    checks.category("/category", command.category)
    checks.text("/item", command.item)
    checks.positive("/amount", command.amount)
    if let endsOn = command.endsOn { checks.notBefore(command.startsOn, "/endsOn", endsOn) }
    try checks.finish()
    let id: ID<RecurringExpense> = unit.newID()
    try unit.record(
      RecurringExpenseChanged(
        recurringExpenseId: id, category: command.category, item: command.item, amount: command.amount,
        startsOn: command.startsOn, endsOn: command.endsOn, method: command.method,
        salespersonId: command.salespersonId, shop: command.shop, campaignId: command.campaignId,
        employeeId: command.employeeId, occurredAt: request.occurredAt(in: unit)))
    return .created(try view(id, in: unit.database), at: "/v1/recurring-expenses", version: nil)
  }

  static func end(_ request: CommandRequest<End>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let standing = try view(request.id(), in: unit.database)
    var checks = FieldChecks()
    checks.notBefore(standing.lastDueOn ?? standing.startsOn, "/endsOn", request.body.endsOn)
    try checks.finish()
    try unit.record(
      RecurringExpenseChanged(
        recurringExpenseId: standing.id, category: standing.category, item: standing.item, amount: standing.amount,
        startsOn: standing.startsOn, endsOn: request.body.endsOn, method: standing.method,
        salespersonId: standing.salespersonId, shop: standing.shop, campaignId: standing.campaignId,
        employeeId: standing.employeeId, occurredAt: request.occurredAt(in: unit)))
    return Answer(try view(standing.id, in: unit.database))
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
    for expense in try list(after: "", limit: .max, in: unit.database) {
      for due in MonthlyDays(from: expense.startsOn, to: min(day, expense.endsOn ?? day), after: expense.lastDueOn) {
        try post(expense, on: due, in: unit)
      }
    }
  }

  private static func post(_ expense: View, on due: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let posted = try Periods.firstOpen(from: due, in: unit.database)
    try unit.record(
      ExpenseRecorded(
        expenseId: unit.newID(), number: try Items.nextNumber("EX", on: posted, in: unit.database),
        category: expense.category, item: expense.item, amount: expense.amount, spentOn: posted,
        method: expense.method, salespersonId: expense.salespersonId, shop: expense.shop,
        campaignId: expense.campaignId, customerId: nil, employeeId: expense.employeeId,
        recurringExpenseId: expense.id, dueOn: due,
        entry: .moving(
          on: posted, debit: [(Account.expense(expense.category), expense.amount)],
          credit: [(expense.method?.account ?? Account.payable, expense.amount)], refersTo: due),
        occurredAt: unit.now))
  }
}
