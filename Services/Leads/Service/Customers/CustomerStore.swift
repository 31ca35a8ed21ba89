import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of customers.
enum CustomerStore {
  static func register(_ event: CustomerRegistered, to database: Database) throws {
    try write(CustomerState(event), to: database)
  }

  static func update(_ event: CustomerUpdated, to database: Database) throws {
    guard var customer = try customer(event.customerId, in: database) else {
      throw CorruptRow(table: "customers", column: "id", value: "\(event.customerId) is missing")
    }
    customer.apply(event)
    try write(customer, to: database)
  }

  static func customer(_ id: ID<Customer>, in database: Database) throws -> CustomerState? {
    try database.first("SELECT * FROM customers WHERE id = ?", id, read: CustomerColumns.customer)
  }

  /// Whether there is such a customer whom the caller sees.
  static func isSeen(_ id: ID<Customer>, by visibility: Visibility, in database: Database) throws -> Bool {
    try exists(id, in: database) && isIn(visibility.seen, id, in: database)
  }

  /// Whether a customer who is there is in a cut.
  static func isIn(_ cut: Visibility.Cut, _ id: ID<Customer>, in database: Database) throws -> Bool {
    try Belonging.customers.holds("customers", "id", is: id, in: cut, database)
  }

  /// One whom the caller sees. Throws 404.
  static func find(_ id: ID<Customer>, for visibility: Visibility, in database: Database) throws -> CustomerState {
    guard try isIn(visibility.seen, id, in: database) else { throw unknown(id) }
    return try find(id, in: database)
  }

  /// Throws 404.
  static func find(_ id: ID<Customer>, in database: Database) throws -> CustomerState {
    guard let customer = try customer(id, in: database) else { throw unknown(id) }
    return customer
  }

  private static func unknown(_ id: ID<Customer>) -> Problem {
    .notFound(Localized(zh: "客户", en: "customer"), id.text)
  }

  static func exists(_ id: ID<Customer>, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM customers WHERE id = ?", id)
  }

  /// Whose phone it is.
  static func id(of phone: String, in database: Database) throws -> ID<Customer>? {
    try database.first("SELECT id FROM customers WHERE phone = ? AND phone != ''", phone) { try $0.id("id") }
  }

  /// Who works on a customer: the owner of the latest lead.
  static func owner(of id: ID<Customer>, in database: Database) throws -> ID<Employee>? {
    try database.first(
      "SELECT owner FROM leads WHERE customer = ? AND owner IS NOT NULL ORDER BY id DESC LIMIT 1", id
    ) { try $0.id("owner") }
  }

  /// The same as a part of a query: the owner of the customer that `column` names.
  static func ownerQuery(of column: String) -> String {
    "(SELECT owner FROM leads WHERE customer = \(column) AND owner IS NOT NULL ORDER BY id DESC LIMIT 1)"
  }

  /// Refuses a phone that is another customer's: only that one's owner is told.
  static func refuseTaken(phone: String?, by own: ID<Customer>?, in database: Database) throws {
    guard let phone, let holder = try id(of: phone, in: database), holder != own else { return }
    throw LeadError.phoneTaken(owner: try owner(of: holder, in: database))
  }

  /// How the table forgets a person.
  static let erasure = Erasure("customers") { person, database in
    guard var customer = try customer(person.customer, in: database) else { return 0 }
    let whole = customer
    customer.blank()
    guard customer != whole else { return 0 }
    try write(customer, to: database)
    return 1
  }

  private static func write(_ customer: CustomerState, to database: Database) throws {
    try database.run(CustomerColumns.upsert, try CustomerColumns.values(of: customer))
  }
}
