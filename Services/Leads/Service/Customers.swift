import Contracts
import JSON
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

/// Somebody to speak to at a customer's (B3).
struct ContactPerson: Codable, Hashable, Sendable {
  var name: String
  var role: String?
  var phone: String?
  var wechat: String?
  var email: String?
}

/// A home of a customer's (B9); several customers may have one property.
struct Property: Codable, Hashable, Sendable {
  var city: String?
  var community: String?
  var building: String?
  var room: String?
  var areaSquareMetres: Int?
  var homeStage: String?
}

/// A day of the year that matters to a customer (B11).
struct ImportantDate: Codable, Hashable, Sendable {
  /// `birthday`, `wedding`, or another word.
  var kind: String
  /// The day; of the lunar calendar's year, month and day where `lunar` says so.
  var date: BusinessDate
  var lunar: Bool?
  var label: String?
}

/// A customer as the API shows it: the master of all copies.
struct CustomerView: Codable, Sendable {
  var id: ID<Customer>
  var name: String
  var phone: String
  var wechat: String?
  var email: String?
  var address: Address
  var channel: String
  var detail: String?
  var registeredOn: String
  var type: String
  var status: CustomerStatus
  var tags: [String]
  var contacts: [ContactPerson]
  var properties: [Property]
  var dates: [ImportantDate]
  /// Channels by which the customer wants no messages; `all` for none at all (A14).
  var optOut: [String]
  var custom: [String: String]
  /// The owner of the latest lead.
  var ownerId: ID<Employee>?
  var version: Int
}

/// Customers in the store.
enum Customers {
  static func find(phone: String, in database: Database) throws -> ID<Customer>? {
    try database.first("SELECT id FROM customers WHERE phone = ? AND phone != ''", phone) { ID($0.text(0)) }
  }

  static func exists(_ id: ID<Customer>, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM customers WHERE id = ?", id.text)
  }

  /// Who works on a customer: the owner of the latest lead.
  static func owner(of id: ID<Customer>, in database: Database) throws -> ID<Employee>? {
    try database.first(
      "SELECT owner FROM leads WHERE customer = ? AND owner IS NOT NULL ORDER BY id DESC LIMIT 1", id.text
    ) { ID($0.text(0)) }
  }

  private static let columns =
    "id, name, phone, wechat, email, city, community, building, room, channel, detail, registered_on, type, status, "
    + "tags, contacts, properties, dates, opt_out, custom, version, "
    + "(SELECT owner FROM leads WHERE customer = customers.id AND owner IS NOT NULL ORDER BY id DESC LIMIT 1)"

  static func view(_ id: ID<Customer>, in database: Database) throws -> CustomerView {
    guard let view = try database.first("SELECT \(columns) FROM customers WHERE id = ?", id.text, read: view) else {
      throw Problem.notFound(Localized(zh: "客户", en: "customer"), id.text)
    }
    return view
  }

  /// What a list of customers can be narrowed to (B16).
  struct Filter {
    /// A part of the name or of the phone.
    var text: String?
    var type: String?
    var status: String?
    var tag: String?
    var owner: String?
  }

  static func list(_ filter: Filter, after id: String, limit: Int, in database: Database) throws -> [CustomerView] {
    try database.all(
      """
      SELECT \(columns) FROM customers WHERE id > ?1 AND (?2 IS NULL OR instr(lower(name), ?2) OR instr(phone, ?3))
        AND (?5 IS NULL OR type = ?5) AND (?6 IS NULL OR status = ?6)
        AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?7))
        AND (?8 IS NULL OR EXISTS (SELECT 1 FROM leads WHERE customer = customers.id AND owner = ?8))
      ORDER BY id LIMIT ?4
      """, id, filter.text.map(PersonName.folded), filter.text.map(Phone.fragment), limit, filter.type, filter.status,
      filter.tag, filter.owner, read: view)
  }

  private static func view(_ row: borrowing Row) throws -> CustomerView {
    CustomerView(
      id: ID(row.text(0)), name: row.text(1), phone: row.text(2), wechat: row.optionalText(3),
      email: row.optionalText(4),
      address: Address(
        city: row.optionalText(5), community: row.optionalText(6), building: row.optionalText(7),
        room: row.optionalText(8)),
      channel: row.text(9), detail: row.optionalText(10), registeredOn: row.text(11), type: row.text(12),
      status: CustomerStatus(rawValue: row.text(13)) ?? .prospect, tags: try CompactJSON.decoded(from: row.bytes(14)),
      contacts: try CompactJSON.decoded(from: row.bytes(15)), properties: try CompactJSON.decoded(from: row.bytes(16)),
      dates: try CompactJSON.decoded(from: row.bytes(17)),
      optOut: try CompactJSON.decoded(from: row.bytes(18)), custom: try CompactJSON.decoded(from: row.bytes(19)),
      ownerId: row.optionalText(21).map { ID($0) }, version: row.int(20))
  }
}
