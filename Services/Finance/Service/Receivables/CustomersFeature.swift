import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

extension Feature {
  /// Customers as finance knows them from leads.
  static let customers = Feature(
    tables: [.copy("customers"), .copy("lead_owners")],
    routes: {
      Resource("customers", scope: .customer, readers: .salesReaders, writers: []).item(
        Localized(zh: "财务所知的客户", en: "The copy of a customer")
      ) { query, database in
        Answer(try FinanceCustomers.find(query.id(), for: query.visibility, .customers, in: database))
      }
    },
    listens: [
      .on(CustomerRegistered.self, copy: FinanceCustomers.copy), .on(CustomerUpdated.self, copy: FinanceCustomers.copy),
    ] + LeadOwners.listens,
    secondReadings: [LeadOwners.secondReading], names: NameTable.people(.customers),
    erases: [.texts("customers", ["name", "phone"], of: "id = ?1")])
}

extension Migration {
  static let customers = Migration(
    "CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL) STRICT;")

  static let customersByName = Migration(
    """
    CREATE INDEX customers_phone ON customers (phone);
    CREATE INDEX customers_name ON customers (name);
    """)
}
