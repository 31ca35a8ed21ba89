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
  /// What stands of its allocations.
  var allocations: [Allocation]
  var unallocated: Money
  var reversedOn: BusinessDate?
  var reason: String?
}

extension ReceiptView {
  init(_ receipt: ReceiptState, allocations: [StandingAllocation], unallocated: Money) {
    self.init(
      id: receipt.id, number: receipt.number, customerId: receipt.draft.customerID, amount: receipt.draft.amount,
      method: receipt.draft.method, receivedOn: receipt.draft.receivedOn, salespersonId: receipt.draft.salespersonID,
      orderId: receipt.draft.orderID, externalId: receipt.draft.externalID,
      allocations: allocations.map {
        Allocation(allocationId: $0.id.text, receivableId: $0.receivableID, amount: $0.amount, on: $0.on)
      }, unallocated: unallocated, reversedOn: receipt.reversedOn, reason: receipt.reason)
  }
}

/// Receipts in the store.
enum ReceiptStore {
  private static let columns =
    "id, number, customer, amount, currency, method, received_on, salesperson, order_id, external_id, reversed_on, reason"

  static func state(_ id: ID<Receipt>, in database: Database) throws -> ReceiptState {
    try database.first("SELECT \(columns) FROM receipts WHERE id = ?", id.text, read: read).orNotFound(
      Localized(zh: "收款", en: "receipt"), id.text)
  }

  static func find(external id: String, in database: Database) throws -> ReceiptState? {
    try database.first("SELECT \(columns) FROM receipts WHERE external_id = ?", id, read: read)
  }

  static func view(_ id: ID<Receipt>, in database: Database) throws -> ReceiptView {
    try view(try state(id, in: database), in: database)
  }

  /// As a request asks for it: only of customers whom the caller may see.
  static func view(asked query: QueryRequest, in database: Database) throws -> ReceiptView {
    let receipt = try view(query.id(), in: database)
    try CallerScope(of: query.caller).require(receipt.customerId, in: database)
    return receipt
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
    customer: String?, salesperson: String? = nil, _ filter: Filter = Filter(), of scope: CallerScope = .all,
    after id: String, limit: Int, in database: Database
  ) throws -> [ReceiptView] {
    let receipts = try database.all(
      """
      SELECT \(columns) FROM receipts r WHERE id > ?1 \(customer == nil ? "" : "AND customer = ?2")
        AND (?6 IS NULL OR salesperson = ?6) AND \(Filter.condition("received_on", "?7", "?8", "?9"))
        AND \(CallerScope.reaches("r.customer", "?4", "?5")) ORDER BY id LIMIT ?3
      """, id, customer, limit, scope.salesperson, scope.shop, salesperson, filter.from?.description,
      filter.to?.description, filter.method?.rawValue, read: read)
    return try receipts.map { try view($0, in: database) }
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

  private static func view(_ receipt: ReceiptState, in database: Database) throws -> ReceiptView {
    ReceiptView(
      receipt,
      allocations: try CreditStore.allocations("credit = ?", receipt.id.text, in: database).filter {
        !$0.amount.isZero
      },
      unallocated: try CreditLots(try CreditStore.lots(ofCredit: receipt.id.text, in: database)).total(
        in: receipt.draft.amount.currency))
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
