import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Suppliers' bills in the store (D2).
enum PayableStore {
  /// Bills at a day: only documents and allocations dated up to it count.
  static func list(
    supplier: String?, asOf day: BusinessDate, id: String? = nil, after: String = "", limit: Int = .max,
    in database: Database
  ) throws -> [PayableView] {
    try database.all(
      """
      SELECT p.id, p.number, p.supplier, p.category, p.amount, p.currency, p.billed_on, p.due_on, p.reference,
        coalesce(p.cancelled_on <= ?2, 0) AS cancelled,
        (SELECT coalesce(sum(a.amount), 0) FROM payment_allocations a WHERE a.payable = p.id AND a.on_day <= ?2) AS paid
      FROM payables p
      WHERE p.id > ?3 AND p.billed_on <= ?2 AND (?1 IS NULL OR p.supplier = ?1) AND (?5 IS NULL OR p.id = ?5)
      ORDER BY p.id LIMIT ?4
      """, supplier, day, after, limit, id
    ) { row in
      let (amount, paid, isCancelled) = (try row.money("amount"), try row.money("paid"), try row.bool("cancelled"))
      return PayableView(
        id: try row.id("id"), number: try row.text("number"), supplierCode: try row.id("supplier"),
        category: try row.text("category"), amount: amount,
        open: isCancelled ? .zero(amount.currency) : try amount.subtracting(paid),
        state: PayableView.State(
          PaymentProgress(
            amount: amount.amount, cancelled: isCancelled ? amount.amount : 0,
            settled: isCancelled ? 0 : paid.amount)),
        billedOn: try row.date("billed_on"), dueOn: try row.date("due_on"),
        reference: try row.optionalText("reference"))
    }
  }

  /// A bill as it now stands.
  static func view(_ id: ID<Payable>, in database: Database) throws -> PayableView {
    let last = BusinessDate(daysSince1970: 2_932_896)
    return try list(supplier: nil, asOf: last, id: id.text, in: database).first.orNotFound(
      Localized(zh: "应付", en: "payable"), id.text)
  }

  static func state(_ id: ID<Payable>, in database: Database) throws -> PayableState {
    let found = try database.first(
      """
      SELECT id, number, supplier, amount, currency, billed_on, due_on, reference, category, reopened_on,
        cancelled_on IS NOT NULL AS cancelled
      FROM payables WHERE id = ?
      """, id.text
    ) {
      PayableState(
        id: try $0.id("id"), number: try $0.text("number"),
        PayableDraft(
          supplier: try $0.id("supplier"), amount: try $0.money("amount"), billedOn: try $0.date("billed_on"),
          dueOn: try $0.date("due_on"), reference: try $0.optionalText("reference")),
        category: try $0.text("category"), reopenedOn: try $0.optionalDate("reopened_on"),
        isCancelled: try $0.bool("cancelled"))
    }
    guard let found else { throw Problem.notFound(Localized(zh: "应付", en: "payable"), id.text) }
    return found
  }

  /// Bills that are not cancelled, as the rules of allocation see them, oldest due first.
  static func open(_ column: String, _ id: String, in database: Database) throws -> [OpenReceivable] {
    try database.all(
      """
      SELECT id, supplier, open, currency, billed_on, due_on, reopened_on FROM payables
      WHERE \(column) = ? AND cancelled_on IS NULL ORDER BY due_on, billed_on, id
      """, id
    ) {
      OpenReceivable(
        id: try $0.id("id"), customerID: try $0.id("supplier"), orderID: nil, salespersonID: nil, shop: nil,
        open: try $0.money("open"), on: try $0.date("billed_on"), dueOn: try $0.date("due_on"),
        reopenedOn: try $0.optionalDate("reopened_on"))
    }
  }

  static func choices(_ chosen: [ChosenPayable], in database: Database) throws -> [Allocating.Choice] {
    try chosen.map {
      Allocating.Choice(item: try open("id", $0.payableId.text, in: database).first, amount: $0.amount)
    }
  }

  // MARK: Own events

  static func open(_ event: PayableOpened, to database: Database) throws {
    try DocumentNumbers.finance.take(event.number, to: database)
    try Suppliers.know(event.supplierCode, to: database)
    try database.run(
      "INSERT INTO payables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)", event.payableId, event.number,
      event.supplierCode, event.category, event.amount.amount, event.amount.amount, event.amount.currency,
      event.billedOn, event.dueOn, event.reference)
    try LedgerStore.post(event.entry, "payable", of: event.payableId, nil, to: database)
  }

  static func cancel(_ event: PayableCancelled, to database: Database) throws {
    try database.run(
      "UPDATE payables SET open = 0, cancelled_on = ?, reason = ? WHERE id = ?", event.on, event.reason,
      event.payableId)
    try LedgerStore.post(event.entry, "payable-cancelled", of: event.payableId, nil, to: database)
  }

  static func settle(_ id: ID<Payable>, by amount: Money, to database: Database) throws {
    try database.run("UPDATE payables SET open = open - ? WHERE id = ?", amount.amount, id)
  }

  static func reopen(_ id: ID<Payable>, by amount: Money, on day: BusinessDate, to database: Database) throws {
    try database.run(
      "UPDATE payables SET open = open + ?, reopened_on = max(coalesce(reopened_on, billed_on), ?) WHERE id = ?",
      amount.amount, day, id)
  }
}
