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

  /// As those see the customer who need to tell customers apart and not to reach them.
  public var masked: CustomerCopy {
    var copy = self
    copy.phone = Masking.phone(phone)
    copy.wechat = wechat.map(Masking.account)
    copy.email = email.map(Masking.account)
    copy.address = Masking.address(address)
    return copy
  }

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

  /// How the directory forgets a person.
  public static let erases: [Erasure] = [
    .texts("customers", ["name", "phone"], of: "id = ?1"),
    .documents("customers", CustomerRegistered.personal, of: "id = ?1"),
  ]

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

  /// One that the caller sees, masked where he or she is to. `belonging` says whose a service's customers are. Throws
  /// 404.
  public static func find(
    _ id: ID<Customer>, for visibility: Visibility, _ belonging: Belonging, in database: Database
  ) throws -> CustomerCopy {
    guard try holds(id, visibility.seen, belonging, database) else { throw Problem.notFound(noun, id.text) }
    let customer = try table.find(id, in: database)
    return try holds(id, visibility.clear, belonging, database) ? customer : customer.masked
  }

  /// One as documents of his or hers show it: masked where the caller is not to reach the customer. Nil where the event
  /// has not come.
  public static func shown(
    _ id: ID<Customer>, for visibility: Visibility, _ belonging: Belonging, in database: Database
  ) throws -> CustomerCopy? {
    let customer = try table.state(id, in: database)
    return try holds(id, visibility.clear, belonging, database) ? customer : customer?.masked
  }

  /// Customers that the caller sees, in the order of their ids, masked where he or she is to; those whose name contains
  /// a text, or whose phone does that is not masked: digits must not be guessed one by one.
  public static func list(
    _ page: PageRequest, containing text: String?, for visibility: Visibility, _ belonging: Belonging,
    in database: Database
  ) throws -> [CustomerCopy] {
    let customers = try table.all(
      """
      WHERE id > ?1 AND (?2 IS NULL OR instr(lower(name), lower(?2)) > 0
        OR instr(phone, ?2) > 0 AND \(belonging.condition(8))) AND \(belonging.condition(4)) ORDER BY id LIMIT ?3
      """, [page.after, text, page.rows] + visibility.seen.values + visibility.clear.values, in: database)
    guard visibility.masksSome else { return customers }
    return try customers.map { try holds($0.id, visibility.clear, belonging, database) ? $0 : $0.masked }
  }

  /// Whether a customer is in a cut; in that of all everybody is, also whose event has not come.
  public static func holds(
    _ id: ID<Customer>, _ cut: Visibility.Cut, _ belonging: Belonging, _ database: Database
  ) throws -> Bool {
    try belonging.holds("customers", "id", is: id, in: cut, database)
  }

  /// Refuses a document for a customer whose event has not come, or whom the caller does not see (422).
  public static func require(
    _ customer: ID<Customer>, for visibility: Visibility, _ belonging: Belonging, in database: Database
  ) throws {
    guard try table.state(customer, in: database) != nil, try holds(customer, visibility.seen, belonging, database)
    else {
      throw Problem.invalidField(
        "/customerId", "unknown-customer",
        Localized(
          zh: "没有这个客户，或不在您的范围内；若刚登记，请稍后重试，数据可能还在路上。",
          en: "There is no such customer here that you see; one registered a moment ago may still be on its way: try "
            + "again soon."))
    }
  }
}
