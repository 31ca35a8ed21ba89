import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite

/// Accounts of contracts in the store.
enum OrderAccounts {
  /// An order's account, with all that its moves may ask for.
  static func find(
    _ order: ID<Order>, of customer: ID<Customer>, in unit: borrowing UnitOfWork
  ) throws -> OrderAccount {
    let books = try unit.books()
    return try account(
      of: order, customer,
      Settlement(
        receivables: try Items.receivables("order_id = ?", order.text, in: unit.database),
        lots: CreditLots(try Items.lots(of: customer, in: unit.database)),
        allocations: try Items.allocations("order_id = ?", order.text, in: unit.database),
        commissions: try CommissionAccounts.find([order], of: customer, books, in: unit.database), books: books),
      in: unit.database)
  }

  /// The same for a delivery, which moves no money: without what the order's receivables and the customer's credit are.
  static func findUnsettled(
    _ order: ID<Order>, of customer: ID<Customer>, in unit: borrowing UnitOfWork
  ) throws -> OrderAccount {
    let books = try unit.books()
    return try account(
      of: order, customer,
      Settlement(
        commissions: try CommissionAccounts.find([order], of: customer, books, in: unit.database), books: books),
      in: unit.database)
  }

  /// A new one for what has no order: credit is all that it meets.
  static func begin(for customer: ID<Customer>, in unit: borrowing UnitOfWork) throws -> OrderAccount {
    OrderAccount(
      of: nil, customer,
      Settlement(lots: CreditLots(try Items.lots(of: customer, in: unit.database)), books: try unit.books()))
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
          WHERE c.receivable = receivables.id AND c.kind = 'cancellation')
      FROM receivables WHERE \(condition)
      """, value
    ) {
      AmendedPlan.Standing(
        id: ID($0.text(0)), instalmentID: $0.optionalText(1).map { ID($0) }, label: $0.text(2),
        amount: try Items.money($0.integer(3), $0.text(4)), dueOn: try Items.day($0.text(5)),
        credited: $0.integer(6), cancelled: $0.integer(7))
    }
  }
}
