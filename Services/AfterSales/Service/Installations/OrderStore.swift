import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite

/// An order as after-sales knows it from sales.
struct OrderCopy {
  var number: String
  /// `confirmed` or `cancelled`.
  var state: String
  var salesperson: ID<Employee>?
}

/// The copies of orders and measurements; the events of sales write them.
enum OrderStore {
  static func copy(_ event: OrderConfirmed, to database: Database) throws {
    try database.run(
      """
      INSERT INTO orders (id, number, customer, salesperson, version, state, designer, shop)
      VALUES (?, ?, ?, ?, 1, 'confirmed', ?, ?)
      ON CONFLICT DO UPDATE SET designer = excluded.designer, shop = coalesce(shop, excluded.shop)
      """, event.orderId, event.number, event.customerId, event.salespersonId, event.designerId, event.shop)
  }

  static func copy(_ event: OrderAmended, to database: Database) throws {
    try database.run(
      "UPDATE orders SET version = ?, salesperson = ?, shop = ? WHERE id = ?", event.version, event.salespersonId,
      event.shop, event.orderId)
  }

  static func copy(_ event: OrderCancelled, to database: Database) throws {
    try database.run("UPDATE orders SET state = 'cancelled' WHERE id = ?", event.orderId)
  }

  static func copy(_ event: OrderReinstated, to database: Database) throws {
    try copy(event.amendment, to: database)
    try database.run("UPDATE orders SET state = 'confirmed' WHERE id = ?", event.orderId)
  }

  static func copy(_ event: SiteMeasured, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO measurements VALUES (?, ?, ?, ?)", event.measurementId, event.customerId, event.orderId,
      try Document.text(Brief(event).lines))
  }

  /// Nil where its event has not come, or came before this service listened.
  static func order(_ id: ID<Order>, in database: Database) throws -> OrderCopy? {
    try database.first("SELECT number, state, salesperson FROM orders WHERE id = ?", id) { row in
      OrderCopy(
        number: try row.text("number"), state: try row.text("state"), salesperson: try row.optionalID("salesperson"))
    }
  }

  /// The newest measurement of an order: one made for it, or for its customer without naming any.
  static func brief(of order: ID<Order>, customer: ID<Customer>, in database: Database) throws -> Brief? {
    try database.first(
      """
      SELECT id, brief FROM measurements WHERE customer = ?1 AND coalesce(order_id, ?2) = ?2 ORDER BY id DESC LIMIT 1
      """, customer, order
    ) { Brief(measurementId: try $0.id("id"), lines: try $0.document("brief")) }
  }
}
