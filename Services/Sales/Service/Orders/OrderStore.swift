import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

/// The tables of orders and of their history.
enum OrderStore {
  static let table = DocumentTable<OrderState>(
    "orders", of: Localized(zh: "订单", en: "order"), key: .init("id") { $0.orderId },
    [
      .init("number") { $0.number }, .init("customer") { $0.customerId }, .init("salesperson") { $0.salespersonId },
      .init("stage") { $0.stage.rawValue }, .init("quote") { $0.quoteId }, .init("erp_number") { $0.erp?.orderNumber },
    ], belonging: .orders)

  /// Also of the quote that it was made of, and of the ERP's order that it is.
  static func confirm(_ event: OrderConfirmed, to database: Database) throws {
    let order = OrderState(event)
    try SalesNumbers.take(event.number, to: database)
    try write(order, to: database)
    try note(OrderChange(event), of: order, to: database)
    try QuoteStore.order(event, to: database)
    if let erp = event.erp { try ERPOrderStore.placed(erp, as: event.orderId, in: database) }
  }

  static func amend(_ event: OrderAmended, to database: Database) throws {
    try change(event.orderId, in: database) { order in
      let change = OrderChange(event, of: order)
      order.apply(event)
      try note(change, of: order, to: database)
    }
    if let erp = event.erp { try ERPOrderStore.amended(erp, in: database) }
  }

  static func cancel(_ event: OrderCancelled, to database: Database) throws {
    try change(event.orderId, in: database) { order in
      let change = OrderChange(event, of: order)
      order.apply(event)
      try note(change, of: order, to: database)
    }
    try ERPOrderStore.cancelled(event, in: database)
  }

  static func reinstate(_ event: OrderReinstated, to database: Database) throws {
    try change(event.orderId, in: database) { order in
      let change = OrderChange(event, of: order)
      order.apply(event)
      try note(change, of: order, to: database)
    }
    try ERPOrderStore.reinstated(event, in: database)
  }

  /// What it is called elsewhere stands in its state, not in its history of terms.
  static func register(_ event: OrderRegistered, to database: Database) throws {
    try change(event.orderId, in: database) { $0.apply(event) }
    try ERPOrderStore.registered(event, in: database)
  }

  /// What deliveries change of an order stands in its state, not in its history of terms.
  static func change(_ id: ID<Order>, in database: Database, _ body: (inout OrderState) throws -> Void) throws {
    var order = try table.existing(id, in: database)
    try body(&order)
    try write(order, to: database)
  }

  static func state(_ id: ID<Order>, in database: Database) throws -> OrderState? { try table.state(id, in: database) }

  /// One that the caller sees. Throws 404.
  static func find(_ id: ID<Order>, for visibility: Visibility, in database: Database) throws -> OrderState {
    try table.find(id, for: visibility, in: database)
  }

  /// An order's customer, masked where the caller is not to reach him or her.
  static func customer(
    of order: OrderState, for visibility: Visibility, in database: Database
  ) throws -> CustomerCopy? {
    let customer = try CustomerDirectory.customer(order.customerId, in: database)
    return try table.isIn(visibility.clear, order.orderId, database) ? customer : customer?.masked
  }

  static func history(_ id: ID<Order>, in database: Database) throws -> [OrderChange] {
    try database.all("SELECT document FROM order_changes WHERE order_id = ? ORDER BY change", id) { try $0.document() }
  }

  /// The newest first.
  static func list(_ filter: SalesFilter, in database: Database) throws -> [OrderState] {
    try filter.list(
      in: table, "orders", number: "orders.number || ' ' || coalesce(orders.erp_number, '')", terms: "$.terms",
      day: "$.signedOn", database)
  }

  private static func note(_ change: OrderChange, of order: OrderState, to database: Database) throws {
    try database.run(
      "INSERT INTO order_changes VALUES (?, ?, ?)", order.orderId, order.changes, try Document.text(change))
  }

  private static func write(_ order: OrderState, to database: Database) throws {
    try RecommendationStore.keep(order, in: database)
    try table.write(order, to: database)
  }
}
