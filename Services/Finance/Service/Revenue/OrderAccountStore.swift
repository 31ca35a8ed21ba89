import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite

/// Accounts of contracts in the store.
enum OrderAccountStore {
  /// An order's account, with all that its moves may ask for; one that is not `settling`, for a delivery, which moves no
  /// money, is without what the order's receivables and the customer's credit are.
  static func find(
    _ order: ID<Order>, of customer: ID<Customer>, in unit: borrowing UnitOfWork, settling: Bool = true
  ) throws -> OrderAccount {
    let (books, database) = (try unit.books(), unit.database)
    let commissions = try CommissionStore.find([order], of: customer, books, in: database)
    guard settling else {
      return try account(of: order, customer, Settlement(commissions: commissions, books: books), in: database)
    }
    return try account(
      of: order, customer,
      Settlement(
        receivables: try ReceivableStore.list("order_id = ?", order.text, in: database),
        lots: CreditLots(try CreditStore.lots(of: customer, in: database)),
        allocations: try CreditStore.allocations("order_id = ?", order.text, in: database),
        commissions: commissions, books: books), in: database)
  }

  /// A new one for what has no order: credit is all that it meets.
  static func begin(for customer: ID<Customer>, in unit: borrowing UnitOfWork) throws -> OrderAccount {
    OrderAccount(
      of: nil, customer,
      Settlement(lots: CreditLots(try CreditStore.lots(of: customer, in: unit.database)), books: try unit.books()))
  }

  /// That of a receivable: its order's, or its own.
  static func find(holding item: OpenReceivable, in unit: borrowing UnitOfWork) throws -> OrderAccount {
    if let order = item.orderID { return try find(order, of: item.customerID, in: unit) }
    return OrderAccount(
      of: nil, item.customerID, items: try items("id = ?", item.id.text, in: unit.database),
      earned: try earned(by: item.id.text, in: unit.database),
      Settlement(receivables: [item], books: try unit.books()))
  }

  private static func account(
    of order: ID<Order>, _ customer: ID<Customer>, _ settlement: Settlement, in database: Database
  ) throws -> OrderAccount {
    var deliveries: [ID<DeliveryNote>: OrderAccount.Earned] = [:]
    try database.each("SELECT delivery, amount, tax FROM delivery_revenue WHERE order_id = ?", [order.text]) {
      deliveries[ID($0.text(0))] = OrderAccount.Earned(amount: $0.integer(1), tax: $0.integer(2))
    }
    return OrderAccount(
      of: order, customer,
      items: settlement.receivables.isEmpty ? [] : try items("order_id = ? ORDER BY place", order.text, in: database),
      liability: try database.first("SELECT amount FROM order_liability WHERE order_id = ?", order.text) {
        $0.integer(0)
      } ?? 0,
      earned: try earned(by: order.text, in: database), deliveries: deliveries,
      isCancelled: try database.first("SELECT state FROM orders WHERE id = ?", order.text) { $0.text(0) }
        == "cancelled",
      settlement)
  }

  private static func earned(by subject: String, in database: Database) throws -> OrderAccount.Earned {
    try database.first("SELECT amount, tax FROM earned WHERE subject = ?", subject) {
      OrderAccount.Earned(amount: $0.integer(0), tax: $0.integer(1))
    } ?? OrderAccount.Earned()
  }

  private static func items(
    _ condition: String, _ value: String, in database: Database
  ) throws -> [AmendedPlan.Standing] {
    try database.all(
      """
      SELECT id, instalment, label, amount, currency, due_on, credited,
        (SELECT coalesce(-sum(c.amount), 0) FROM receivable_changes c
          WHERE c.receivable = receivables.id AND c.kind IN ('cancellation', 'reinstatement')) AS cancelled,
        (SELECT max(c.on_day) FROM receivable_changes c
          WHERE c.receivable = receivables.id AND c.kind = 'cancellation') AS cancelled_on
      FROM receivables WHERE \(condition)
      """, value
    ) {
      AmendedPlan.Standing(
        id: try $0.id("id"), instalmentID: try $0.optionalID("instalment"), label: try $0.text("label"),
        amount: try $0.money("amount"), dueOn: try $0.date("due_on"), credited: try $0.integer("credited"),
        cancelled: try $0.integer("cancelled"), cancelledOn: try $0.optionalDate("cancelled_on"))
    }
  }

  // MARK: Own events

  static func recognise(_ event: RevenueRecognised, to database: Database) throws {
    try owe(event.amount.negated, event.orderId, to: database)
    let earned = OrderAccount.Earned(amount: event.amount.amount, tax: event.tax.amount)
    try earn(earned, event.amount.currency, by: event.orderId.text, to: database)
    try database.run(
      "INSERT OR REPLACE INTO delivery_revenue VALUES (?, ?, ?, ?, ?)", event.deliveryId, event.orderId,
      earned.amount, earned.tax, event.amount.currency)
    try LedgerStore.post(event.entry, "delivery", of: event.deliveryId, event.customerId, to: database)
  }

  static func reverse(_ event: RevenueReversed, to database: Database) throws {
    try owe(event.amount, event.orderId, to: database)
    try earn(
      OrderAccount.Earned(amount: -event.amount.amount, tax: -event.tax.amount), event.amount.currency,
      by: event.orderId.text, to: database)
    try database.run("DELETE FROM delivery_revenue WHERE delivery = ?", event.deliveryId)
    try LedgerStore.post(event.entry, "delivery-cancelled", of: event.deliveryId, event.customerId, to: database)
  }

  /// More of an order, or less, is contract liability.
  static func owe(_ amount: Money, _ order: ID<Order>?, to database: Database) throws {
    guard let order else { return }
    try database.run(
      "INSERT INTO order_liability VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
      order, amount.amount, amount.currency)
  }

  /// Revenue of an order or a service charge, with the tax in it: what a credit note takes back in the same proportion.
  static func earn(
    _ earned: OrderAccount.Earned, _ currency: Currency, by subject: String, to database: Database
  ) throws {
    try database.run(
      """
      INSERT INTO earned VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET amount = amount + excluded.amount, tax = tax + excluded.tax
      """, subject, earned.amount, earned.tax, currency)
  }
}
