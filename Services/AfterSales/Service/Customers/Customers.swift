import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A customer as after-sales knows him or her from leads.
struct CustomerView: Codable, Sendable {
  var id: ID<Customer>
  var name: String
  var phone: String
  var wechat: String?
  var email: String?
  var address: Address
  var registeredOn: BusinessDate
}

/// The copy of customers; the events of leads write it.
enum Customers {
  static func copy(_ event: CustomerRegistered, to database: Database) throws {
    try write(
      CustomerView(
        id: event.customerId, name: event.name, phone: event.phone, wechat: event.wechat, email: event.email,
        address: event.address, registeredOn: event.registeredOn), to: database)
  }

  static func copy(_ event: CustomerUpdated, to database: Database) throws {
    guard var customer = try find(event.customerId, in: database) else { return }
    for change in event.changes {
      switch change.field {
      case "name": customer.name = change.to ?? ""
      case "phone": customer.phone = change.to ?? ""
      case "wechat": customer.wechat = change.to
      case "email": customer.email = change.to
      case "city": customer.address.city = change.to
      case "community": customer.address.community = change.to
      case "building": customer.address.building = change.to
      case "room": customer.address.room = change.to
      default: break
      }
    }
    try write(customer, to: database)
  }

  static func find(_ id: ID<Customer>, in database: Database) throws -> CustomerView? {
    try database.first("SELECT document FROM customers WHERE id = ?", id.text) { try Document.state(of: $0.text(0)) }
  }

  static func list(
    containing text: String?, after id: String, limit: Int, in database: Database
  ) throws -> [CustomerView] {
    try database.all(
      """
      SELECT document FROM customers WHERE id > ?1 AND (?2 IS NULL OR instr(lower(name || ' ' || phone), lower(?2)) > 0)
      ORDER BY id LIMIT ?3
      """, id, text, limit
    ) { try Document.state(of: $0.text(0)) }
  }

  private static func write(_ customer: CustomerView, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO customers VALUES (?, ?, ?, ?)", customer.id.text, customer.name, customer.phone,
      try Document.text(customer))
  }
}
