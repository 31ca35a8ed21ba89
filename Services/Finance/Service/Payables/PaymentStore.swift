import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Payments in the store (D2).
enum PaymentStore {
  private static let columns =
    "id, number, supplier, amount, currency, method, paid_on, external_id, reversed_on, reason"

  static func state(_ id: ID<Payment>, in database: Database) throws -> PaymentState {
    try database.first("SELECT \(columns) FROM payments WHERE id = ?", id.text, read: read).orNotFound(
      Localized(zh: "付款", en: "payment"), id.text)
  }

  static func find(external id: String, in database: Database) throws -> PaymentState? {
    try database.first("SELECT \(columns) FROM payments WHERE external_id = ?", id, read: read)
  }

  static func view(_ id: ID<Payment>, in database: Database) throws -> PaymentView {
    try view(try state(id, in: database), in: database)
  }

  static func list(
    supplier: String?, _ filter: ReceiptStore.Filter = ReceiptStore.Filter(), after id: String, limit: Int,
    in database: Database
  ) throws -> [PaymentView] {
    try database.all(
      """
      SELECT \(columns) FROM payments WHERE id > ?1 AND (?2 IS NULL OR supplier = ?2)
        AND \(ReceiptStore.Filter.condition("paid_on", "?4", "?5", "?6")) ORDER BY id LIMIT ?3
      """, id, supplier, limit, filter.from?.description, filter.to?.description, filter.method?.rawValue, read: read
    ).map { try view($0, in: database) }
  }

  private static func read(_ row: borrowing Row) throws -> PaymentState {
    PaymentState(
      id: try row.id("id"), number: try row.text("number"),
      PaymentDraft(
        supplier: try row.id("supplier"), amount: try row.money("amount"), method: try row.choice("method"),
        paidOn: try row.date("paid_on"), externalID: try row.optionalText("external_id")),
      reversedOn: try row.optionalDate("reversed_on"), reason: try row.optionalText("reason"))
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
      SELECT id, supplier, payment, payable, sum(amount) AS amount, currency,
        min(CASE WHEN reversal = 0 THEN on_day END) AS made
      FROM payment_allocations WHERE \(column) = ? GROUP BY id HAVING sum(amount) > 0 ORDER BY id
      """, id
    ) {
      StandingPayment(
        id: try $0.id("id"), supplier: try $0.id("supplier"), payment: try $0.id("payment"),
        payable: try $0.id("payable"), amount: try $0.money("amount"), on: try $0.date("made"))
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
        creditID: try $0.text("payment"), freeOn: try $0.date("free_on"), amount: try $0.money("amount"))
    }
  }

  // MARK: Own events

  static func post(_ event: PaymentPosted, to database: Database) throws {
    try DocumentNumbers.finance.take(event.number, to: database)
    try Suppliers.know(event.supplierCode, to: database)
    try database.run(
      "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", event.paymentId, event.number,
      event.supplierCode, event.amount.amount, event.amount.currency, event.method.rawValue, event.paidOn,
      event.externalId)
    try free(event.amount, of: event.paymentId, event.supplierCode, on: event.paidOn, to: database)
    try LedgerStore.post(event.entry, "payment", of: event.paymentId, nil, to: database)
  }

  static func reverse(_ event: PaymentReversed, to database: Database) throws {
    try database.run(
      "UPDATE payments SET reversed_on = ?, reason = ? WHERE id = ?", event.on, event.reason, event.paymentId)
    try database.run("DELETE FROM payment_lots WHERE payment = ?", event.paymentId)
    try LedgerStore.post(event.entry, "payment-reversed", of: event.paymentId, nil, to: database)
  }

  static func allocate(_ event: PaymentAllocated, to database: Database) throws {
    try database.run(
      "INSERT INTO payment_allocations VALUES (?, 0, ?, ?, ?, ?, ?, ?)", event.allocationId, event.supplierCode,
      event.paymentId, event.payableId, event.amount.amount, event.amount.currency, event.on)
    try PayableStore.settle(event.payableId, by: event.amount, to: database)
    try take(event.amount, of: event.paymentId, to: database)
  }

  static func undo(_ event: PaymentAllocationReversed, to database: Database) throws {
    try database.run(
      "INSERT INTO payment_allocations VALUES (?, 1, ?, ?, ?, ?, ?, ?)", event.allocationId, event.supplierCode,
      event.paymentId, event.payableId, -event.amount.amount, event.amount.currency, event.on)
    try PayableStore.reopen(event.payableId, by: event.amount, on: event.on, to: database)
    try free(event.amount, of: event.paymentId, event.supplierCode, on: event.on, to: database)
  }

  private static func free(
    _ amount: Money, of payment: ID<Payment>, _ supplier: ID<Supplier>, on day: BusinessDate, to database: Database
  ) throws {
    try database.run(
      "INSERT INTO payment_lots VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
      payment, day, supplier, amount.amount, amount.currency)
  }

  /// What has been free longest goes first.
  private static func take(_ amount: Money, of payment: ID<Payment>, to database: Database) throws {
    var rest = amount.amount
    for lot in try lots("payment", payment.text, in: database) where rest > 0 {
      let taken = min(rest, lot.amount.amount)
      rest -= taken
      try database.run(
        "UPDATE payment_lots SET amount = amount - ? WHERE payment = ? AND free_on = ?", taken, payment, lot.freeOn)
    }
  }
}
