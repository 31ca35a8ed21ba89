import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// A bill as the API shows it, at a day.
struct PayableView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case open
    case partPaid = "part-paid"
    case paid, cancelled
  }

  var id: ID<Payable>
  var number: String
  var supplierCode: ID<Supplier>
  var category: String
  var amount: Money
  var open: Money
  var state: State
  var billedOn: BusinessDate
  var dueOn: BusinessDate
  var reference: String?
}

/// A payment as the API shows it.
struct PaymentView: Codable, Sendable {
  struct Allocation: Codable, Sendable {
    var allocationId: String
    var payableId: ID<Payable>
    var amount: Money
    var on: BusinessDate
  }

  var id: ID<Payment>
  var number: String
  var supplierCode: ID<Supplier>
  var amount: Money
  var method: PaymentMethod
  var paidOn: BusinessDate
  var externalId: String?
  /// What stands of its allocations.
  var allocations: [Allocation]
  /// Credit with the supplier.
  var unallocated: Money
  var reversedOn: BusinessDate?
  var reason: String?
}

/// Bills and payments in the store (D2).
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
      let open = cancelled ? 0 : amount - paid
      return PayableView(
        id: ID(row.text(0)), number: row.text(1), supplierCode: ID(row.text(2)), category: row.text(3),
        amount: try Items.money(amount, row.text(6)), open: try Items.money(open, row.text(6)),
        state: cancelled ? .cancelled : open == 0 ? .paid : paid > 0 ? .partPaid : .open,
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

  private static let columns =
    "id, number, supplier, amount, currency, method, paid_on, external_id, reversed_on, reason"

  static func payment(_ id: ID<Payment>, in database: Database) throws -> PaymentView {
    guard
      var view = try database.first("SELECT \(columns) FROM payments WHERE id = ?", id.text, read: { try read($0) })
    else { throw Problem.notFound(Localized(zh: "付款", en: "payment"), id.text) }
    try complete(&view, in: database)
    return view
  }

  static func payment(external id: String, in database: Database) throws -> PaymentView? {
    guard let found = try database.first("SELECT id FROM payments WHERE external_id = ?", id, read: { $0.text(0) })
    else { return nil }
    return try payment(ID(found), in: database)
  }

  static func payments(
    supplier: String?, _ filter: Receipts.Filter = Receipts.Filter(), after id: String, limit: Int,
    in database: Database
  ) throws -> [PaymentView] {
    var views = try database.all(
      """
      SELECT \(columns) FROM payments WHERE id > ?1 AND (?2 IS NULL OR supplier = ?2)
        AND \(Receipts.Filter.condition("paid_on", "?4", "?5", "?6")) ORDER BY id LIMIT ?3
      """, id, supplier, limit, filter.from?.description, filter.to?.description, filter.method?.rawValue,
      read: { try read($0) })
    for index in views.indices { try complete(&views[index], in: database) }
    return views
  }

  private static func read(_ row: borrowing Row) throws -> PaymentView {
    PaymentView(
      id: ID(row.text(0)), number: row.text(1), supplierCode: ID(row.text(2)),
      amount: try Items.money(row.integer(3), row.text(4)), method: PaymentMethod(rawValue: row.text(5)) ?? .cash,
      paidOn: try Items.day(row.text(6)), externalId: row.optionalText(7), allocations: [], unallocated: .zero(),
      reversedOn: try row.optionalText(8).map(Items.day), reason: row.optionalText(9))
  }

  private static func complete(_ view: inout PaymentView, in database: Database) throws {
    view.allocations = try allocations("payment", view.id.text, in: database).map {
      PaymentView.Allocation(allocationId: $0.id.text, payableId: $0.payable, amount: $0.amount, on: $0.on)
    }
    view.unallocated = try Money.sum(
      try lots("payment", view.id.text, in: database).map(\.amount), in: view.amount.currency)
  }

  /// An allocation of a payment that stands.
  struct Standing {
    var id: ID<Allocation>
    var supplier: ID<Supplier>
    var payment: ID<Payment>
    var payable: ID<Payable>
    var amount: Money
    var on: BusinessDate
  }

  /// Those of a payment or of a payable, oldest first.
  static func allocations(_ column: String, _ id: String, in database: Database) throws -> [Standing] {
    try database.all(
      """
      SELECT id, supplier, payment, payable, sum(amount), currency, min(CASE WHEN reversal = 0 THEN on_day END)
      FROM payment_allocations WHERE \(column) = ? GROUP BY id HAVING sum(amount) > 0 ORDER BY id
      """, id
    ) {
      Standing(
        id: ID($0.text(0)), supplier: ID($0.text(1)), payment: ID($0.text(2)), payable: ID($0.text(3)),
        amount: try Items.money($0.integer(4), $0.text(5)), on: try Items.day($0.text(6)))
    }
  }

  /// What is unallocated of a payment or with a supplier, oldest first.
  static func lots(_ column: String, _ id: String, in database: Database) throws -> [CreditLot] {
    try database.all(
      """
      SELECT payment, free_on, amount, currency FROM payment_lots WHERE \(column) = ? AND amount > 0
      ORDER BY free_on, payment
      """, id
    ) {
      CreditLot(
        creditID: $0.text(0), freeOn: try Items.day($0.text(1)), amount: try Items.money($0.integer(2), $0.text(3)))
    }
  }

  /// Bills in the shape of the rules of allocation, which are the same on both sides: the supplier stands where a
  /// customer does.
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
}
