import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// Suppliers' bills in the store (D2).
enum Payables {
  /// Bills at a day: only documents and allocations dated up to it count.
  static func list(
    supplier: String?, asOf day: BusinessDate, id: String? = nil, after: String = "", limit: Int = .max,
    in database: Database
  ) throws -> [PayableView] {
    try database.all(
      """
      SELECT p.id, p.number, p.supplier, p.category, p.amount,
        (SELECT coalesce(sum(a.amount), 0) FROM payment_allocations a WHERE a.payable = p.id AND a.on_day <= ?2),
        p.currency, p.billed_on, p.due_on, p.reference, p.cancelled_on <= ?2
      FROM payables p
      WHERE p.id > ?3 AND p.billed_on <= ?2 AND (?1 IS NULL OR p.supplier = ?1) AND (?5 IS NULL OR p.id = ?5)
      ORDER BY p.id LIMIT ?4
      """, supplier, day.description, after, limit, id
    ) { row in
      let (amount, paid, cancelled) = (row.integer(4), row.integer(5), row.bool(10))
      return PayableView(
        id: ID(row.text(0)), number: row.text(1), supplierCode: ID(row.text(2)), category: row.text(3),
        amount: try Items.money(amount, row.text(6)), open: try Items.money(cancelled ? 0 : amount - paid, row.text(6)),
        state: PayableView.State(
          PaymentProgress(amount: amount, cancelled: cancelled ? amount : 0, settled: cancelled ? 0 : paid)),
        billedOn: try Items.day(row.text(7)), dueOn: try Items.day(row.text(8)), reference: row.optionalText(9))
    }
  }

  /// A bill as it now stands.
  static func view(_ id: ID<Payable>, in database: Database) throws -> PayableView {
    let last = BusinessDate(daysSince1970: 2_932_896)
    guard let view = try list(supplier: nil, asOf: last, id: id.text, in: database).first else {
      throw Problem.notFound(Localized(zh: "应付", en: "payable"), id.text)
    }
    return view
  }

  static func state(_ id: ID<Payable>, in database: Database) throws -> PayableState {
    let found = try database.first(
      """
      SELECT id, number, supplier, amount, currency, billed_on, due_on, reference, category, reopened_on,
        cancelled_on IS NOT NULL
      FROM payables WHERE id = ?
      """, id.text
    ) {
      PayableState(
        id: ID($0.text(0)), number: $0.text(1),
        PayableDraft(
          supplier: ID($0.text(2)), amount: try Items.money($0.integer(3), $0.text(4)),
          billedOn: try Items.day($0.text(5)), dueOn: try Items.day($0.text(6)), reference: $0.optionalText(7)),
        category: $0.text(8), reopenedOn: try $0.optionalText(9).map(Items.day), isCancelled: $0.bool(10))
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
        id: ID($0.text(0)), customerID: ID($0.text(1)), orderID: nil, salespersonID: nil, shop: nil,
        open: try Items.money($0.integer(2), $0.text(3)), on: try Items.day($0.text(4)),
        dueOn: try Items.day($0.text(5)),
        reopenedOn: try $0.optionalText(6).map(Items.day))
    }
  }

  static func choices(_ chosen: [ChosenPayable], in database: Database) throws -> [Allocating.Choice] {
    try chosen.map {
      Allocating.Choice(item: try open("id", $0.payableId.text, in: database).first, amount: $0.amount)
    }
  }
}
