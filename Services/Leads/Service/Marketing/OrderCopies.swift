import Contracts
import Messaging
import Persistence
import SQLite

/// What leads keeps of sales' orders: whose they are, when they were signed and cancelled, what they are worth.
enum OrderCopies {
  /// For stores of before it was kept whose orders are.
  static let secondReading = SecondReading(
    "order-owners",
    [
      .on(OrderConfirmed.self, copy: confirm), .on(OrderAmended.self, copy: amend),
      .on(OrderReinstated.self, copy: { try amend($0.amendment, to: $1) }),
    ])

  static func confirm(_ event: OrderConfirmed, to database: Database) throws {
    try database.run(
      """
      INSERT INTO orders (id, customer, lead, signed_on, total, currency, salesperson, designer, shop)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET designer = excluded.designer,
          salesperson = coalesce(salesperson, excluded.salesperson), shop = coalesce(shop, excluded.shop)
      """, event.orderId, event.customerId, event.leadId, event.signedOn, event.terms.total.amount,
      event.terms.total.currency, event.salespersonId, event.designerId, event.shop)
  }

  static func amend(_ event: OrderAmended, to database: Database) throws {
    try database.run(
      "UPDATE orders SET signed_on = ?, total = ?, salesperson = ?, shop = ? WHERE id = ?", event.signedOn,
      event.terms.total.amount, event.salespersonId, event.shop, event.orderId)
  }

  static func cancel(_ event: OrderCancelled, to database: Database) throws {
    try database.run("UPDATE orders SET cancelled_on = ? WHERE id = ?", event.cancelledOn, event.orderId)
  }

  static func reinstate(_ event: OrderReinstated, to database: Database) throws {
    try amend(event.amendment, to: database)
    try database.run("UPDATE orders SET cancelled_on = NULL WHERE id = ?", event.orderId)
  }
}
