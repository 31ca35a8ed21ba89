import Contracts
import Kernel
import Messaging
import Persistence
import SQLite

/// Which order and which customer an ERP means by a number.
enum ERPNames {
  /// What writes the copies.
  static let copies: [EventHandler] = [
    .on(OrderConfirmed.self, copy: copy), .on(OrderRegistered.self, copy: copy),
    .on(ERPCustomerIdentified.self, copy: copy), .on(CustomerNumbered.self, copy: copy),
  ]

  /// What waits for a number goes on when it has come.
  static let listens: [EventHandler] = [
    .on(OrderConfirmed.self, copy: copy) { event, unit in
      guard let erp = event.erp else { return }
      try arrived(erp, in: unit.database)
    },
    .on(OrderRegistered.self, copy: copy) { event, unit in try arrived(event.erp, in: unit.database) },
    .on(ERPCustomerIdentified.self, copy: copy) { event, unit in
      guard let number = event.customerNumber else { return }
      try arrived(customer: number, of: event.erp.source, in: unit.database)
    },
    .on(CustomerNumbered.self, copy: copy) { event, unit in
      try arrived(customer: event.number, of: event.system, in: unit.database)
    },
  ]

  // MARK: Found, or waited for

  /// Throws `WaitsFor` where it has not come yet.
  static func order(_ number: String, of source: String, in database: Database) throws -> ID<Order> {
    let found = try database.first(
      "SELECT order_id FROM erp_order_numbers WHERE source = ? AND number = ?", source, number
    ) { try $0.id("order_id") as ID<Order> }
    guard let found else { throw WaitsFor(Source.sales.rawValue, reference(order: number, source)) }
    return found
  }

  /// Throws `WaitsFor` where nobody has that number yet.
  static func customer(_ number: String, of source: String, in database: Database) throws -> ID<Customer> {
    let found = try database.first(
      "SELECT customer FROM erp_customer_numbers WHERE source = ? AND number = ?", source, number
    ) { try $0.id("customer") as ID<Customer> }
    guard let found else { throw WaitsFor(Source.leads.rawValue, reference(customer: number, source)) }
    return found
  }

  private static func reference(order number: String, _ source: String) -> String {
    "\(source)#\(ERPKind.order.key(of: number))"
  }

  private static func reference(customer number: String, _ source: String) -> String {
    "\(source)#\(ERPKind.customer.key(of: number))"
  }

  private static func arrived(_ erp: ERPReference, in database: Database) throws {
    try Arrivals.note(
      subject: reference(order: erp.orderNumber, erp.source), of: Source.sales.rawValue, in: database)
  }

  private static func arrived(customer number: String, of source: String, in database: Database) throws {
    try Arrivals.note(subject: reference(customer: number, source), of: Source.leads.rawValue, in: database)
  }

  // MARK: Copies

  private static func copy(_ event: OrderConfirmed, to database: Database) throws {
    guard let erp = event.erp else { return }
    try copy(event.orderId, as: erp, to: database)
  }

  private static func copy(_ event: OrderRegistered, to database: Database) throws {
    try copy(event.orderId, as: event.erp, to: database)
  }

  private static func copy(_ order: ID<Order>, as erp: ERPReference, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO erp_order_numbers VALUES (?, ?, ?)", erp.source, erp.orderNumber, order)
  }

  private static func copy(_ event: ERPCustomerIdentified, to database: Database) throws {
    guard let number = event.customerNumber else { return }
    try copy(event.customerId, as: number, of: event.erp.source, to: database)
  }

  private static func copy(_ event: CustomerNumbered, to database: Database) throws {
    try copy(event.customerId, as: event.number, of: event.system, to: database)
  }

  private static func copy(
    _ customer: ID<Customer>, as number: String, of source: String, to database: Database
  ) throws {
    try database.run("INSERT OR REPLACE INTO erp_customer_numbers VALUES (?, ?, ?)", source, number, customer)
  }
}
