import Contracts
import Kernel
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
    try database.first("SELECT id, name, phone FROM customers WHERE id = ?", id.text) {
      View(id: ID($0.text(0)), name: $0.text(1), phone: $0.text(2))
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
    guard let view = try find(id, in: database) else {
      throw Problem.notFound(Localized(zh: "客户", en: "customer"), id.text)
    }
    return view
  }
}
