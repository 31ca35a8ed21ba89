import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The copy of customers that finance has.
enum FinanceCustomers {
  struct View: Codable, Sendable {
    var id: ID<Customer>
    var name: String
    var phone: String

    /// As those see the customer who need to tell customers apart and not to reach them.
    var masked: View { View(id: id, name: name, phone: Masking.phone(phone)) }
  }

  static func find(_ id: ID<Customer>, in database: Database) throws -> View? {
    try database.first("SELECT id, name, phone FROM customers WHERE id = ?", id) {
      View(id: try $0.id("id"), name: try $0.text("name"), phone: try $0.text("phone"))
    }
  }

  /// One whom the caller sees, masked where he or she is to. Throws 404 for any other.
  static func find(
    _ id: ID<Customer>, for visibility: Visibility, _ belonging: Belonging, in database: Database
  ) throws -> View {
    guard try isSeen(id, for: visibility, belonging, in: database),
      let view = try view(id, for: visibility, belonging, in: database)
    else { throw Problem.notFound(Localized(zh: "客户", en: "customer"), id.text) }
    return view
  }

  /// One that something else names which the caller sees, masked unless the customer is to be reached.
  static func view(
    _ id: ID<Customer>, for visibility: Visibility, _ belonging: Belonging, in database: Database
  ) throws -> View? {
    let view = try find(id, in: database)
    return try belonging.holds("customers", "id", is: id, in: visibility.clear, database) ? view : view?.masked
  }

  static func isSeen(
    _ id: ID<Customer>, for visibility: Visibility, _ belonging: Belonging, in database: Database
  ) throws -> Bool {
    guard try find(id, in: database) != nil else { return false }
    return try belonging.holds("customers", "id", is: id, in: visibility.seen, database)
  }

  // MARK: Copies

  static func copy(_ event: CustomerRegistered, to database: Database) throws {
    try database.run("INSERT OR REPLACE INTO customers VALUES (?, ?, ?)", event.customerId, event.name, event.phone)
  }

  static func copy(_ event: CustomerUpdated, to database: Database) throws {
    let columns: [CustomerProfile.Field: String] = [.name: event.profile.name, .phone: event.profile.phone]
    for field in event.changed.fields {
      guard let value = columns[field] else { continue }
      try database.run("UPDATE customers SET \(field.rawValue) = ? WHERE id = ?", value, event.customerId)
    }
  }
}
