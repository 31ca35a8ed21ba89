import Contracts
import Kernel
import Persistence
import SQLite

/// The copies of orders and measurements; the events of sales write them.
enum Orders {
  static func copy(_ event: OrderConfirmed, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, 1, 'confirmed')", event.orderId.text, event.number,
      event.customerId.text, event.salespersonId?.text)
  }

  static func copy(_ event: OrderAmended, to database: Database) throws {
    try database.run(
      "UPDATE orders SET version = ?, salesperson = ? WHERE id = ?", event.version, event.salespersonId?.text,
      event.orderId.text)
  }

  static func copy(_ event: OrderCancelled, to database: Database) throws {
    try database.run("UPDATE orders SET state = 'cancelled' WHERE id = ?", event.orderId.text)
  }

  static func copy(_ event: SiteMeasured, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO measurements VALUES (?, ?, ?, ?)", event.measurementId.text, event.customerId.text,
      event.orderId?.text, try Document.text(brief(of: event)))
  }

  /// What the installer must know of a measurement, a line each (E11).
  static func brief(of event: SiteMeasured) -> [String] {
    let appliances = event.appliances.map { "\($0.kind): \($0.widthMm) × \($0.heightMm) × \($0.depthMm) mm" }
    let changes = event.changed.map { "\($0.field): \($0.from) → \($0.to)" }
    return changes + appliances + (event.constraints.map { [$0] } ?? [])
  }

  /// The newest measurement of an order: one made for it, or for its customer without naming any.
  static func measurement(
    of order: ID<Order>, customer: ID<Customer>, in database: Database
  ) throws -> (id: ID<Measurement>, brief: [String])? {
    try database.first(
      """
      SELECT id, brief FROM measurements WHERE customer = ? AND coalesce(order_id, ?) = ? ORDER BY id DESC LIMIT 1
      """, customer.text, order.text, order.text
    ) { (ID($0.text(0)), try Document.state(of: $0.text(1))) }
  }

  static func number(of order: ID<Order>, in database: Database) throws -> String? {
    try database.first("SELECT number FROM orders WHERE id = ?", order.text) { $0.text(0) }
  }

  static func state(of order: ID<Order>, in database: Database) throws -> String? {
    try database.first("SELECT state FROM orders WHERE id = ?", order.text) { $0.text(0) }
  }

  static func salesperson(of order: ID<Order>, in database: Database) throws -> ID<Employee>? {
    try database.first("SELECT salesperson FROM orders WHERE id = ?", order.text) {
      $0.optionalText(0).map { ID($0) }
    }.flatMap { $0 }
  }
}
