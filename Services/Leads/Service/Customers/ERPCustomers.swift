import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// Whom an ERP calls how (`Services/Leads/README.md#customers`).
enum ERPCustomers {
  static func find(_ source: String, _ name: String, in database: Database) throws -> ID<Customer>? {
    try database.first("SELECT customer FROM erp_customers WHERE source = ? AND name = ?", source, name) {
      try $0.id("customer")
    }
  }

  static func note(
    _ customer: ID<Customer>, as name: String, of source: String, to database: Database
  ) throws {
    try database.run("INSERT OR REPLACE INTO erp_customers VALUES (?, ?, ?)", source, name, customer)
  }

  static func note(_ event: CustomerNumbered, to database: Database) throws {
    try note(event.customerId, as: ERPCustomerName.text(number: event.number), of: event.system, to: database)
  }

  /// A customer's numbers in ERPs; of whoever is the same person by merged leads too.
  static func numbers(of customer: ID<Customer>, in database: Database) throws -> [CustomerView.ExternalID] {
    try EraseCustomer.family(of: customer, in: database).flatMap { customer in
      try database.all(
        "SELECT source, name FROM erp_customers WHERE customer = ? ORDER BY source, name", customer
      ) { (source: try $0.text("source"), name: try $0.text("name")) }
    }.compactMap { known in
      ERPCustomerName.number(of: known.name).map { .init(externalSystem: known.source, externalId: $0) }
    }
  }
}
