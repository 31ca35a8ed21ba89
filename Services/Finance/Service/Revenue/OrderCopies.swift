import Contracts
import Kernel
import Persistence
import SQLite

/// What finance keeps of sales' orders.
enum OrderCopies {
  static func copy(_ event: OrderConfirmed, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 'confirmed')", event.orderId, event.number,
      event.customerId, event.salespersonId, event.shop, event.signedOn, event.terms.total.amount,
      event.terms.total.currency)
  }

  static func copy(_ event: OrderAmended, to database: Database) throws {
    try database.run(
      "UPDATE orders SET salesperson = ?, shop = ?, signed_on = ?, total = ? WHERE id = ?", event.salespersonId,
      event.shop, event.signedOn, event.terms.total.amount, event.orderId)
  }

  static func copy(_ event: OrderCancelled, to database: Database) throws {
    try database.run("UPDATE orders SET state = 'cancelled' WHERE id = ?", event.orderId)
  }

  static func copy(_ event: OrderReinstated, to database: Database) throws {
    try copy(event.amendment, to: database)
    try database.run("UPDATE orders SET state = 'confirmed' WHERE id = ?", event.orderId)
  }

  static func copy(_ event: DeliveryNoted, to database: Database) throws {
    try database.run("UPDATE orders SET delivered = delivered + ? WHERE id = ?", event.amount.amount, event.orderId)
  }

  static func copy(_ event: DeliveryCancelled, to database: Database) throws {
    try database.run("UPDATE orders SET delivered = delivered - ? WHERE id = ?", event.amount.amount, event.orderId)
  }
}
