import Contracts
import FinanceDomain
import Kernel
import SQLite
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

  init(_ receipt: ReceiptState, allocations: [StandingAllocation], unallocated: Money) {
    id = receipt.id
    number = receipt.number
    customerId = receipt.draft.customerID
    amount = receipt.draft.amount
    method = receipt.draft.method
    receivedOn = receipt.draft.receivedOn
    salespersonId = receipt.draft.salespersonID
    orderId = receipt.draft.orderID
    externalId = receipt.draft.externalID
    self.allocations = allocations.map {
      Allocation(allocationId: $0.id.text, receivableId: $0.receivableID, amount: $0.amount, on: $0.on)
    }
    self.unallocated = unallocated
    reversedOn = receipt.reversedOn
    reason = receipt.reason
  }
}

/// Receipts in the store.
enum Receipts {
  private static let columns =
    "id, number, customer, amount, currency, method, received_on, salesperson, order_id, external_id, reversed_on, reason"

  static func state(_ id: ID<Receipt>, in database: Database) throws -> ReceiptState {
    guard let state = try database.first("SELECT \(columns) FROM receipts WHERE id = ?", id.text, read: read) else {
      throw Problem.notFound(Localized(zh: "收款", en: "receipt"), id.text)
    }
    return state
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
    try database.first("SELECT max(on_day) FROM allocations WHERE credit = ? AND reversal = 1", id.text) {
      $0.optionalText(0)
    }.flatMap { $0 }.flatMap { BusinessDate($0) }
  }

  private static func read(_ row: borrowing Row) throws -> ReceiptState {
    ReceiptState(
      id: ID(row.text(0)), number: row.text(1),
      ReceiptDraft(
        customerID: ID(row.text(2)), amount: try Items.money(row.integer(3), row.text(4)),
        method: PaymentMethod(rawValue: row.text(5)) ?? .cash, receivedOn: try Items.day(row.text(6)),
        salespersonID: row.optionalText(7).map { ID($0) }, orderID: row.optionalText(8).map { ID($0) },
        externalID: row.optionalText(9)),
      reversedOn: try row.optionalText(10).map(Items.day), reason: row.optionalText(11))
  }

  private static func view(_ receipt: ReceiptState, in database: Database) throws -> ReceiptView {
    ReceiptView(
      receipt,
      allocations: try Items.allocations("credit = ?", receipt.id.text, in: database).filter { !$0.amount.isZero },
      unallocated: try CreditLots(try Items.lots(ofCredit: receipt.id.text, in: database)).total(
        in: receipt.draft.amount.currency))
  }
}
