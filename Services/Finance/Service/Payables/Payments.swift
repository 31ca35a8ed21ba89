import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// Payments in the store (D2).
enum Payments {
  private static let columns =
    "id, number, supplier, amount, currency, method, paid_on, external_id, reversed_on, reason"

  static func state(_ id: ID<Payment>, in database: Database) throws -> PaymentState {
    guard let state = try database.first("SELECT \(columns) FROM payments WHERE id = ?", id.text, read: read) else {
      throw Problem.notFound(Localized(zh: "付款", en: "payment"), id.text)
    }
    return state
  }

  static func find(external id: String, in database: Database) throws -> PaymentState? {
    try database.first("SELECT \(columns) FROM payments WHERE external_id = ?", id, read: read)
  }

  static func view(_ id: ID<Payment>, in database: Database) throws -> PaymentView {
    try view(try state(id, in: database), in: database)
  }

  static func list(
    supplier: String?, _ filter: Receipts.Filter = Receipts.Filter(), after id: String, limit: Int,
    in database: Database
  ) throws -> [PaymentView] {
    try database.all(
      """
      SELECT \(columns) FROM payments WHERE id > ?1 AND (?2 IS NULL OR supplier = ?2)
        AND \(Receipts.Filter.condition("paid_on", "?4", "?5", "?6")) ORDER BY id LIMIT ?3
      """, id, supplier, limit, filter.from?.description, filter.to?.description, filter.method?.rawValue, read: read
    ).map { try view($0, in: database) }
  }

  private static func read(_ row: borrowing Row) throws -> PaymentState {
    PaymentState(
      id: ID(row.text(0)), number: row.text(1),
      PaymentDraft(
        supplier: ID(row.text(2)), amount: try Items.money(row.integer(3), row.text(4)),
        method: PaymentMethod(rawValue: row.text(5)) ?? .cash, paidOn: try Items.day(row.text(6)),
        externalID: row.optionalText(7)),
      reversedOn: try row.optionalText(8).map(Items.day), reason: row.optionalText(9))
  }

  private static func view(_ payment: PaymentState, in database: Database) throws -> PaymentView {
    PaymentView(
      payment, allocations: try allocations("payment", payment.id.text, in: database),
      unallocated: try Money.sum(
        try lots("payment", payment.id.text, in: database).map(\.amount), in: payment.draft.amount.currency))
  }

  /// What stands of the allocations of a payment or to a bill, oldest first.
  static func allocations(_ column: String, _ id: String, in database: Database) throws -> [StandingPayment] {
    try database.all(
      """
      SELECT id, supplier, payment, payable, sum(amount), currency, min(CASE WHEN reversal = 0 THEN on_day END)
      FROM payment_allocations WHERE \(column) = ? GROUP BY id HAVING sum(amount) > 0 ORDER BY id
      """, id
    ) {
      StandingPayment(
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
}
