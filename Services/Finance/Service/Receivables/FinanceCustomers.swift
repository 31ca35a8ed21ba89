import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// The copy of customers that finance has.
enum FinanceCustomers {
  struct View: Codable, Sendable {
    var id: ID<Customer>
    var name: String
    var phone: String
  }

  static func find(_ id: ID<Customer>, in database: Database) throws -> View? {
    try database.first("SELECT id, name, phone FROM customers WHERE id = ?", id) {
      View(id: try $0.id("id"), name: try $0.text("name"), phone: try $0.text("phone"))
    }
  }

  /// As a request asks for it: only customers whom the caller may see.
  static func view(asked query: QueryRequest, in database: Database) throws -> View {
    let id: ID<Customer> = query.id()
    try CallerScope(of: query.caller).require(id, in: database)
    return try require(id, in: database)
  }

  @discardableResult
  static func require(_ id: ID<Customer>, in database: Database) throws -> View {
    try find(id, in: database).orNotFound(Localized(zh: "客户", en: "customer"), id.text)
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
