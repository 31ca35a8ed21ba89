import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A customer as a service knows it from leads.
public struct CustomerCopy: Codable, Hashable, Sendable {
  public var id: ID<Customer>
  public var name: String
  public var phone: String
  public var wechat: String?
  public var email: String?
  public var address: Address
  public var registeredOn: BusinessDate

  public mutating func apply(_ event: CustomerUpdated) {
    let new = event.profile
    for field in event.changed.fields {
      switch field {
      case .name: name = new.name
      case .phone: phone = new.phone
      case .wechat: wechat = new.wechat
      case .email: email = new.email
      case .city: address.city = new.address.city
      case .community: address.community = new.address.community
      case .building: address.building = new.address.building
      case .room: address.room = new.address.room
      case .type, .status, .tags, .contacts, .properties, .dates, .optOut, .custom: break  // They stay with leads.
      }
    }
  }
}

extension CustomerCopy {
  public init(_ event: CustomerRegistered) {
    self.init(
      id: event.customerId, name: event.name, phone: event.phone, wechat: event.wechat, email: event.email,
      address: event.address, registeredOn: event.registeredOn)
  }
}

/// A service's directory of customers, in its table `customers`; the events of leads write it.
public enum CustomerDirectory {
  public static let tables = Migration(
    """
    CREATE TABLE customers (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL, document TEXT NOT NULL) STRICT;
    """)

  private static let table = DocumentTable<CustomerCopy>(
    "customers", of: noun, key: .init("id") { $0.id }, [.init("name") { $0.name }, .init("phone") { $0.phone }])

  private static let noun = Localized(zh: "客户", en: "customer")

  public static func copy(_ event: CustomerRegistered, to database: Database) throws {
    try table.write(CustomerCopy(event), to: database)
  }

  public static func copy(_ event: CustomerUpdated, to database: Database) throws {
    guard var customer = try table.state(event.customerId, in: database) else { return }
    customer.apply(event)
    try table.write(customer, to: database)
  }

  public static func customer(_ id: ID<Customer>, in database: Database) throws -> CustomerCopy? {
    try table.state(id, in: database)
  }

  /// Throws 404.
  public static func find(_ id: ID<Customer>, in database: Database) throws -> CustomerCopy {
    try table.find(id, in: database)
  }

  /// Customers in the order of their ids, those whose name or phone contains a text.
  public static func list(_ page: PageRequest, containing text: String?, in database: Database) throws -> [CustomerCopy]
  {
    try table.all(
      """
      WHERE id > ?1 AND (?2 IS NULL OR instr(lower(name || ' ' || phone), lower(?2)) > 0) ORDER BY id LIMIT ?3
      """, page.after, text, page.rows, in: database)
  }

  /// Refuses a document for a customer whose event has not come (422).
  public static func require(_ customer: ID<Customer>, in database: Database) throws {
    guard try database.exists("SELECT 1 FROM customers WHERE id = ?", customer) else {
      throw Problem.invalidField(
        "/customerId", "unknown-customer",
        Localized(
          zh: "没有这个客户;若刚登记,请稍后重试,数据可能还在路上。",
          en: "There is no such customer here; one registered a moment ago may still be on its way: try again soon."))
    }
  }
}
