import Contracts
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

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
}

/// Customers in the store.
enum Customers {
  static func find(phone: String, in database: Database) throws -> ID<Customer>? {
    try database.first("SELECT id FROM customers WHERE phone = ? AND phone != ''", phone) { ID($0.text(0)) }
  }

  static func exists(_ id: ID<Customer>, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM customers WHERE id = ?", id.text)
  }

  private static let columns =
    "id, name, phone, wechat, email, city, community, building, room, channel, detail, registered_on"

  static func view(_ id: ID<Customer>, in database: Database) throws -> CustomerView {
    guard let view = try database.first("SELECT \(columns) FROM customers WHERE id = ?", id.text, read: view) else {
      throw Problem.notFound(Localized(zh: "客户", en: "customer"), id.text)
    }
    return view
  }

  /// Customers by a part of the name or of the phone.
  static func list(_ text: String?, after id: String, limit: Int, in database: Database) throws -> [CustomerView] {
    try database.all(
      """
      SELECT \(columns) FROM customers WHERE id > ?1 AND (?2 IS NULL OR instr(lower(name), ?2) OR instr(phone, ?3))
      ORDER BY id LIMIT ?4
      """, id, text.map(PersonName.folded), text.map(Phone.fragment), limit, read: view)
  }

  private static func view(_ row: borrowing Row) -> CustomerView {
    CustomerView(
      id: ID(row.text(0)), name: row.text(1), phone: row.text(2), wechat: row.optionalText(3),
      email: row.optionalText(4),
      address: Address(
        city: row.optionalText(5), community: row.optionalText(6), building: row.optionalText(7),
        room: row.optionalText(8)),
      channel: row.text(9), detail: row.optionalText(10), registeredOn: row.text(11))
  }
}
