import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A customer as sales knows it from leads.
struct CustomerView: Codable, Sendable {
  var id: ID<Customer>
  var name: String
  var phone: String
  var wechat: String?
  var email: String?
  var address: Address
  var registeredOn: BusinessDate
  var leads: [ID<Lead>]?
}

/// The copy of customers and of their leads; the events of leads write it.
enum Customers {
  static func copy(_ event: CustomerRegistered, to database: Database) throws {
    let customer = CustomerView(
      id: event.customerId, name: event.name, phone: event.phone, wechat: event.wechat, email: event.email,
      address: event.address, registeredOn: event.registeredOn)
    try database.run(
      "INSERT OR REPLACE INTO customers VALUES (?, ?, ?, ?)", event.customerId.text, event.name, event.phone,
      try Document.text(customer))
  }

  static func copy(_ event: CustomerUpdated, to database: Database) throws {
    let found = try database.first("SELECT document FROM customers WHERE id = ?", event.customerId.text) {
      try Document.state(CustomerView.self, of: $0.text(0))
    }
    guard var customer = found else { return }
    for change in event.changes {
      switch change.field {
      case "name": customer.name = change.to ?? ""
      case "phone": customer.phone = change.to ?? ""
      case "wechat": customer.wechat = change.to
      case "email": customer.email = change.to
      case "city": customer.address.city = change.to
      case "community": customer.address.community = change.to
      case "building": customer.address.building = change.to
      case "room": customer.address.room = change.to
      default: break
      }
    }
    try database.run(
      "INSERT OR REPLACE INTO customers VALUES (?, ?, ?, ?)", customer.id.text, customer.name, customer.phone,
      try Document.text(customer))
  }

  static func copy(_ event: LeadCaptured, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO customer_leads VALUES (?, ?)", event.leadId.text, event.customerId.text)
  }

  static func find(_ id: ID<Customer>, in database: Database) throws -> CustomerView? {
    try database.first("SELECT document FROM customers WHERE id = ?", id.text) { row in
      var customer: CustomerView = try Document.state(of: row.text(0))
      customer.leads = try database.all(
        "SELECT lead FROM customer_leads WHERE customer = ? ORDER BY lead", id.text
      ) { ID($0.text(0)) }
      return customer
    }
  }

  static func list(
    after id: String, containing text: String?, limit: Int, in database: Database
  ) throws -> [CustomerView] {
    try database.all(
      """
      SELECT document FROM customers WHERE id > ?1 AND (?2 IS NULL OR instr(lower(name || ' ' || phone), lower(?2)) > 0)
      ORDER BY id LIMIT ?3
      """, id, text, limit
    ) { try Document.state(of: $0.text(0)) }
  }

  /// Refuses a document for a customer whose event has not come, or with a lead that is not that customer's (422).
  static func require(_ customer: ID<Customer>, lead: ID<Lead>?, in database: Database) throws {
    guard try database.exists("SELECT 1 FROM customers WHERE id = ?", customer.text) else {
      throw Problem.invalidField(
        "/customerId", "unknown-customer",
        Localized(
          zh: "没有这个客户;若刚登记,请稍后重试,数据可能还在路上。",
          en: "There is no such customer here; one registered a moment ago may still be on its way: try again soon."))
    }
    guard let lead else { return }
    let owner = try database.first("SELECT customer FROM customer_leads WHERE lead = ?", lead.text) { $0.text(0) }
    guard let owner else {
      throw Problem.invalidField(
        "/leadId", "unknown-lead",
        Localized(
          zh: "没有这条线索;若刚录入,请稍后重试,数据可能还在路上。",
          en: "There is no such lead here; one captured a moment ago may still be on its way: try again soon."))
    }
    guard owner == customer.text else {
      throw Problem.invalidField(
        "/leadId", "lead-of-another-customer",
        Localized(zh: "这条线索属于另一位客户;请检查编号。", en: "This lead belongs to another customer; check the id."))
    }
  }
}
