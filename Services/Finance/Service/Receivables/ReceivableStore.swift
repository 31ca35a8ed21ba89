import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Receivables in the store, as rules need them.
enum ReceivableStore {
  static func find(_ id: ID<Receivable>, in database: Database) throws -> OpenReceivable? {
    try list("id = ?", id.text, in: database).first
  }

  /// One that the caller sees; nil for any other.
  static func find(
    _ id: ID<Receivable>, for visibility: Visibility, in database: Database
  ) throws -> OpenReceivable? {
    try isSeen(id, for: visibility, in: database) ? find(id, in: database) : nil
  }

  static func isSeen(_ id: ID<Receivable>, for visibility: Visibility, in database: Database) throws -> Bool {
    try Belonging.receivables.holds("receivables", "id", is: id, in: visibility.seen, database)
  }

  /// What a customer has open, oldest due first.
  static func open(of customer: ID<Customer>, in database: Database) throws -> [OpenReceivable] {
    try list("customer = ? AND open > 0", customer.text, in: database)
  }

  /// Those that a condition holds for, each with what is open of it day by day; oldest due first.
  static func list(_ condition: String, _ value: String, in database: Database) throws -> [OpenReceivable] {
    var items = try database.all(
      """
      SELECT id, customer, order_id, salesperson, shop, open, currency, on_day, due_on,
        nullif(reopened_on, '') AS reopened_on
      FROM receivables WHERE \(condition) ORDER BY due_on, on_day, id
      """, value, read: read)
    for index in items.indices { items[index].course = try course(of: items[index].id, in: database) }
    return items
  }

  private static func course(of id: ID<Receivable>, in database: Database) throws -> OpenCourse {
    OpenCourse(
      try database.all(
        """
        SELECT on_day, amount FROM receivable_changes WHERE receivable = ?1
        UNION ALL SELECT on_day, -amount AS amount FROM allocations WHERE receivable = ?1
        """, id
      ) { (on: try $0.date("on_day"), amount: try $0.integer("amount")) })
  }

  private static func read(_ row: borrowing Row) throws -> OpenReceivable {
    OpenReceivable(
      id: try row.id("id"), customerID: try row.id("customer"), orderID: try row.optionalID("order_id"),
      salespersonID: try row.optionalID("salesperson"), shop: try row.optionalID("shop"),
      open: try row.money("open"), on: try row.date("on_day"), dueOn: try row.date("due_on"),
      reopenedOn: try row.optionalDate("reopened_on"))
  }

  // MARK: Own events

  static func open(_ event: ReceivableOpened, to database: Database) throws {
    let place =
      try database.first("SELECT count(*) FROM receivables WHERE customer = ?", event.customerId) { $0.int(0) } ?? 0
    try database.run(
      "INSERT INTO receivables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, NULL, ?, 0, 0)",
      event.receivableId, event.customerId, event.kind.rawValue, event.orderId, event.instalmentId, event.requestId,
      event.label, event.amount.amount, event.amount.amount, event.amount.currency, event.on, event.dueOn,
      event.salespersonId, event.shop, place)
    try move(
      event.receivableId, event.customerId, event.amount, event.on, event.kind.rawValue, event.receivableId.text,
      to: database)
    try terms(event.receivableId, event.label, event.dueOn, event.on, to: database)
    if event.kind == .order { try OrderAccountStore.owe(event.amount, event.orderId, to: database) }
    if event.kind == .service {
      try OrderAccountStore.earn(
        OrderAccount.Earned(amount: event.amount.amount, tax: event.entry.credit(of: Account.tax).amount),
        event.amount.currency, by: event.receivableId.text, to: database)
    }
    try LedgerStore.post(event.entry, "receivable", of: event.receivableId, event.customerId, to: database)
  }

  static func amend(_ event: ReceivableAmended, to database: Database) throws {
    let delta = try event.amount.subtracting(event.previousAmount)
    try database.run(
      "UPDATE receivables SET amount = ?, open = open + ?, label = ?, due_on = ?, amended = 1 WHERE id = ?",
      event.amount.amount, delta.amount, event.label, event.dueOn, event.receivableId)
    try terms(event.receivableId, event.label, event.dueOn, event.on, to: database)
    try move(
      event.receivableId, event.customerId, delta, event.on, "amendment", event.receivableId.text, to: database)
    let change = event.revenue
    try OrderAccountStore.owe(try Money(delta.amount - change.amount, delta.currency), event.orderId, to: database)
    if let order = event.orderId, change.amount != 0 {
      try OrderAccountStore.earn(change, delta.currency, by: order.text, to: database)
    }
    try LedgerStore.post(event.entry, "amendment", of: event.receivableId, event.customerId, to: database)
  }

  static func cancel(_ event: ReceivableCancelled, to database: Database) throws {
    try database.run(
      "UPDATE receivables SET open = open - ?, cancelled = 1 WHERE id = ?", event.amount.amount, event.receivableId)
    try move(
      event.receivableId, event.customerId, event.amount.negated, event.on, "cancellation", event.receivableId.text,
      to: database)
    try OrderAccountStore.owe(event.amount.negated, event.orderId, to: database)
    try LedgerStore.post(event.entry, "cancellation", of: event.receivableId, event.customerId, to: database)
  }

  static func reinstate(_ event: ReceivableReinstated, to database: Database) throws {
    try database.run(
      "UPDATE receivables SET open = open + ?, cancelled = 0 WHERE id = ?", event.amount.amount, event.receivableId)
    try move(
      event.receivableId, event.customerId, event.amount, event.on, "reinstatement", event.receivableId.text,
      to: database)
    try OrderAccountStore.owe(event.amount, event.orderId, to: database)
    try LedgerStore.post(event.entry, "reinstatement", of: event.receivableId, event.customerId, to: database)
  }

  /// What an allocation or its undoing does to what is open.
  static func settle(_ id: ID<Receivable>, by amount: Money, to database: Database) throws {
    try database.run("UPDATE receivables SET open = open - ? WHERE id = ?", amount.amount, id)
  }

  static func reopen(_ id: ID<Receivable>, by amount: Money, on day: BusinessDate, to database: Database) throws {
    try database.run(
      "UPDATE receivables SET open = open + ?, reopened_on = max(coalesce(reopened_on, ''), ?) WHERE id = ?",
      amount.amount, day, id)
  }

  /// What a credit note takes off it; `applied` is what was open of that.
  static func credit(_ event: CreditNotePosted, to database: Database) throws {
    let applied = try event.amount.subtracting(event.surplus)
    try database.run(
      "UPDATE receivables SET open = open - ?, credited = credited + ? WHERE id = ?", applied.amount,
      event.amount.amount, event.receivableId)
    try move(
      event.receivableId, event.customerId, applied.negated, event.creditedOn, "credit-note", event.number,
      to: database)
  }

  private static func move(
    _ receivable: ID<Receivable>, _ customer: ID<Customer>, _ amount: Money, _ day: BusinessDate, _ kind: String,
    _ document: String, to database: Database
  ) throws {
    guard !amount.isZero else { return }
    try database.run(
      "INSERT INTO receivable_changes VALUES (?, ?, ?, ?, ?, ?, ?)", receivable, customer, day, amount.amount,
      amount.currency, document, kind)
  }

  /// What a receivable is called and when it is due from a day on, so that a past day is answered as it was.
  private static func terms(
    _ receivable: ID<Receivable>, _ label: String, _ dueOn: BusinessDate, _ day: BusinessDate, to database: Database
  ) throws {
    try database.run(
      """
      INSERT INTO receivable_terms VALUES (?1, ?2,
        (SELECT count(*) FROM receivable_terms WHERE receivable = ?1 AND on_day = ?2), ?3, ?4)
      """, receivable, day, label, dueOn)
  }
}
