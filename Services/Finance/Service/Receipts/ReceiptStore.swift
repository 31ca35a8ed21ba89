import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// A receipt as the API shows it.
struct ReceiptView: Codable, Sendable {
  struct Allocation: Codable, Sendable {
    var allocationId: String
    var receivableId: ID<Receivable>
    var amount: Money
    var on: BusinessDate
  }

  var id: ID<Receipt>
  var number: String
  var customerId: ID<Customer>
  var amount: Money
  var method: PaymentMethod
  var receivedOn: BusinessDate
  var salespersonId: ID<Employee>?
  var orderId: ID<Order>?
  var externalId: String?
  /// What stands of its allocations to what the caller sees.
  var allocations: [Allocation]
  /// What it pays of orders that the caller does not see; absent where that is nothing.
  var elsewhere: Money?
  var unallocated: Money
  var reversedOn: BusinessDate?
  var reason: String?
}

extension ReceiptView {
  init(_ receipt: ReceiptState, allocations: [StandingAllocation], elsewhere: Money, unallocated: Money) {
    self.init(
      id: receipt.id, number: receipt.number, customerId: receipt.draft.customerID, amount: receipt.draft.amount,
      method: receipt.draft.method, receivedOn: receipt.draft.receivedOn, salespersonId: receipt.draft.salespersonID,
      orderId: receipt.draft.orderID, externalId: receipt.draft.externalID,
      allocations: allocations.map {
        Allocation(allocationId: $0.id.text, receivableId: $0.receivableID, amount: $0.amount, on: $0.on)
      }, elsewhere: elsewhere.isZero ? nil : elsewhere, unallocated: unallocated, reversedOn: receipt.reversedOn,
      reason: receipt.reason)
  }
}

/// Receipts in the store.
enum ReceiptStore {
  private static let columns =
    "id, number, customer, amount, currency, method, received_on, salesperson, order_id, external_id, reversed_on, reason"

  private static let noun = Localized(zh: "收款", en: "receipt")

  static func state(_ id: ID<Receipt>, in database: Database) throws -> ReceiptState {
    try database.first("SELECT \(columns) FROM receipts WHERE id = ?", id.text, read: read).orNotFound(
      noun, id.text)
  }

  static func find(external id: String, in database: Database) throws -> ReceiptState? {
    try database.first("SELECT \(columns) FROM receipts WHERE external_id = ?", id, read: read)
  }

  /// One that the caller sees. Throws 404 for any other.
  static func find(_ id: ID<Receipt>, for visibility: Visibility, in database: Database) throws -> ReceiptState {
    guard try Belonging.receipts.holds("receipts", "id", is: id, in: visibility.seen, database) else {
      throw Problem.notFound(noun, id.text)
    }
    return try state(id, in: database)
  }

  static func view(_ id: ID<Receipt>, for visibility: Visibility, in database: Database) throws -> ReceiptView {
    try view(try find(id, for: visibility, in: database), for: visibility, in: database)
  }

  /// What a list of receipts or payments is asked for (D7); both days included.
  struct Filter: Sendable {
    static let parameters: [RouteDescription.Parameter] = [
      .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
      .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
      .init("method", Localized(zh: "方式", en: "Method"), PaymentMethod.self),
    ]

    var from: BusinessDate?
    var to: BusinessDate?
    var method: PaymentMethod?

    init() {}

    init(asked query: QueryRequest) throws {
      from = try query.date("from")
      to = try query.date("to")
      method = try query.choice("method", of: PaymentMethod.self)
    }

    /// SQL that holds for a row with this day and these three parameters.
    static func condition(_ day: String, _ from: String, _ to: String, _ method: String) -> String {
      """
      (\(from) IS NULL OR \(day) >= \(from)) AND (\(to) IS NULL OR \(day) <= \(to))
        AND (\(method) IS NULL OR method = \(method))
      """
    }
  }

  static func list(
    customer: String?, salesperson: String? = nil, _ filter: Filter = Filter(), for visibility: Visibility,
    after id: String, limit: Int, in database: Database
  ) throws -> [ReceiptView] {
    let receipts = try database.all(
      """
      SELECT \(columns) FROM receipts WHERE id > ?1 \(customer == nil ? "" : "AND customer = ?2")
        AND (?4 IS NULL OR salesperson = ?4) AND \(Filter.condition("received_on", "?5", "?6", "?7"))
        AND \(Belonging.receipts.condition(8)) ORDER BY id LIMIT ?3
      """,
      [id, customer, limit, salesperson, filter.from, filter.to, filter.method?.rawValue] + visibility.seen.values,
      read: read)
    return try receipts.map { try view($0, for: visibility, in: database) }
  }

  /// The last day on which an allocation of it was undone; a reversal before that day would take back the same money
  /// twice.
  static func lastUndone(_ id: ID<Receipt>, in database: Database) throws -> BusinessDate? {
    try database.first("SELECT max(on_day) AS last FROM allocations WHERE credit = ? AND reversal = 1", id) {
      try $0.optionalDate("last")
    } ?? nil
  }

  private static func read(_ row: borrowing Row) throws -> ReceiptState {
    ReceiptState(
      id: try row.id("id"), number: try row.text("number"),
      ReceiptDraft(
        customerID: try row.id("customer"), amount: try row.money("amount"), method: try row.choice("method"),
        receivedOn: try row.date("received_on"), salespersonID: try row.optionalID("salesperson"),
        orderID: try row.optionalID("order_id"), externalID: try row.optionalText("external_id")),
      reversedOn: try row.optionalDate("reversed_on"), reason: try row.optionalText("reason"))
  }

  /// With what it pays of what the caller sees.
  private static func view(
    _ receipt: ReceiptState, for visibility: Visibility, in database: Database
  ) throws -> ReceiptView {
    let currency = receipt.draft.amount.currency
    let standing = try CreditStore.allocations("credit = ?", receipt.id.text, in: database).filter {
      !$0.amount.isZero
    }
    let seen = try standing.filter { try ReceivableStore.isSeen($0.receivableID, for: visibility, in: database) }
    return ReceiptView(
      receipt, allocations: seen,
      elsewhere: try Money.sum(standing.map(\.amount), in: currency).subtracting(
        try Money.sum(seen.map(\.amount), in: currency)),
      unallocated: try CreditLots(try CreditStore.lots(ofCredit: receipt.id.text, in: database)).total(
        in: currency))
  }

  /// What it paid, by the order's number and the instalment's label.
  static func paid(by receipt: ReceiptView, in database: Database) throws -> [PrintedReceipt.Paid] {
    try receipt.allocations.map { allocation in
      let label = try database.first(
        """
        SELECT coalesce(o.number || ' ', '') || r.label FROM receivables r LEFT JOIN orders o ON o.id = r.order_id
        WHERE r.id = ?
        """, allocation.receivableId
      ) { $0.text(0) }
      return PrintedReceipt.Paid(label: label ?? "", on: allocation.on, amount: allocation.amount)
    }
  }

  // MARK: Own events

  static func post(_ event: ReceiptPosted, to database: Database) throws {
    try DocumentNumbers.finance.take(event.number, to: database)
    try database.run(
      "INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", event.receiptId, event.number,
      event.customerId, event.amount.amount, event.amount.currency, event.method.rawValue, event.receivedOn,
      event.salespersonId, event.orderId, event.externalId)
    try CreditStore.begin(
      event.receiptId.text, event.customerId, event.amount, event.receivedOn, "receipt", number: event.number,
      to: database)
    try LedgerStore.post(event.entry, "receipt", of: event.receiptId, event.customerId, to: database)
  }

  /// What was refunded already is not the customer's credit any more: it becomes a receivable of its own.
  static func reverse(_ event: ReceiptReversed, to database: Database) throws {
    try database.run(
      "UPDATE receipts SET reversed_on = ?, reason = ? WHERE id = ?", event.on, event.reason, event.receiptId)
    let left = try CreditStore.end(event.receiptId.text, to: database)
    if left != 0 {
      try CreditStore.note(
        event.receiptId.text, event.customerId, try Money(-left, event.amount.currency), event.on, "reversal",
        number: event.number, to: database)
    }
    try LedgerStore.post(event.entry, "reversal", of: event.receiptId, event.customerId, to: database)
  }
}
