import Contracts
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
}

/// Receipts in the store.
enum Receipts {
  private static let columns =
    "id, number, customer, amount, currency, method, received_on, salesperson, order_id, external_id, reversed_on, reason"

  static func view(_ id: ID<Receipt>, in database: Database) throws -> ReceiptView {
    guard
      var view = try database.first("SELECT \(columns) FROM receipts WHERE id = ?", id.text, read: { try read($0) })
    else { throw Problem.notFound(Localized(zh: "收款", en: "receipt"), id.text) }
    try complete(&view, in: database)
    return view
  }

  /// As a request asks for it: only of customers whom the caller may see.
  static func view(asked query: QueryRequest, in database: Database) throws -> ReceiptView {
    let receipt = try view(query.id(), in: database)
    try CallerScope(of: query.caller).require(receipt.customerId, in: database)
    return receipt
  }

  static func find(external id: String, in database: Database) throws -> ReceiptView? {
    guard
      var view = try database.first(
        "SELECT \(columns) FROM receipts WHERE external_id = ?", id, read: { try read($0) })
    else { return nil }
    try complete(&view, in: database)
    return view
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
    var views = try database.all(
      """
      SELECT \(columns) FROM receipts r WHERE id > ?1 \(customer == nil ? "" : "AND customer = ?2")
        AND (?6 IS NULL OR salesperson = ?6) AND \(Filter.condition("received_on", "?7", "?8", "?9"))
        AND \(CallerScope.reaches("r.customer", "?4", "?5")) ORDER BY id LIMIT ?3
      """, id, customer, limit, scope.salesperson, scope.shop, salesperson, filter.from?.description,
      filter.to?.description, filter.method?.rawValue, read: { try read($0) })
    for index in views.indices { try complete(&views[index], in: database) }
    return views
  }

  /// The last day on which an allocation of it was undone; a reversal before that day would take back the same money
  /// twice.
  static func lastUndone(_ id: ID<Receipt>, in database: Database) throws -> BusinessDate? {
    try database.first("SELECT max(on_day) FROM allocations WHERE credit = ? AND reversal = 1", id.text) {
      $0.optionalText(0)
    }.flatMap { $0 }.flatMap { BusinessDate($0) }
  }

  private static func read(_ row: borrowing Row) throws -> ReceiptView {
    let currency = row.text(4)
    return ReceiptView(
      id: ID(row.text(0)), number: row.text(1), customerId: ID(row.text(2)),
      amount: try Items.money(row.integer(3), currency), method: PaymentMethod(rawValue: row.text(5)) ?? .cash,
      receivedOn: try Items.day(row.text(6)), salespersonId: row.optionalText(7).map { ID($0) },
      orderId: row.optionalText(8).map { ID($0) }, externalId: row.optionalText(9), allocations: [],
      unallocated: .zero(), reversedOn: try row.optionalText(10).map(Items.day), reason: row.optionalText(11))
  }

  private static func complete(_ view: inout ReceiptView, in database: Database) throws {
    view.allocations = try database.all(
      """
      SELECT id, receivable, sum(amount), currency, max(CASE WHEN reversal = 0 THEN on_day END) FROM allocations
      WHERE credit = ? GROUP BY id HAVING sum(amount) > 0 ORDER BY id
      """, view.id.text
    ) {
      ReceiptView.Allocation(
        allocationId: $0.text(0), receivableId: ID($0.text(1)), amount: try Items.money($0.integer(2), $0.text(3)),
        on: try Items.day($0.text(4)))
    }
    view.unallocated = try Money.sum(
      try Items.lots(ofCredit: view.id.text, in: database).map(\.amount), in: view.amount.currency)
  }
}
