import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/customers/{id}/erase` (H12): the person is forgotten here at once, and by the other services as soon as
/// they hear of it. Said again, it answers the same.
struct EraseCustomer: Command {
  /// A code: words might hold what is to be forgotten.
  var reason: ErasureReason
  /// Also where money or a warranty is open.
  var despiteOpen: Bool?

  var occurredAt: Instant? { nil }

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ErasureView> {
    let customer = try CustomerStore.find(request.id(), for: request.visibility, in: unit.database)
    let persons = try family(of: customer.id, in: unit.database)
    var matters = OpenMatters(owed: [], warrantyUntil: nil)
    for person in persons where try !Erasures.isErased(person.text, in: unit.database) {
      let open = try OpenMattersStore.matters(of: person, in: unit.database)
      matters.owed += open.owed
      matters.warrantyUntil = [matters.warrantyUntil, open.warrantyUntil].compactMap { $0 }.max()
    }
    try matters.check(on: unit.today, despiteOpen: request.body.despiteOpen ?? false)
    for person in persons { try record(person, because: request.body.reason, in: unit) }
    return Answer(try ErasureView(of: persons, in: unit.database))
  }

  /// The customer and those who are the same person by merged leads.
  static func family(of customer: ID<Customer>, in database: Database) throws -> [ID<Customer>] {
    try database.all(
      """
      WITH RECURSIVE family (customer) AS (
        SELECT ?1
        UNION SELECT other.customer FROM family
          JOIN leads one ON one.customer = family.customer
          JOIN leads other ON other.merged_into = one.id OR one.merged_into = other.id)
      SELECT customer FROM family ORDER BY customer != ?1, customer
      """, customer
    ) { try $0.id("customer") }
  }

  /// Nothing where the person is erased already.
  static func record(_ customer: ID<Customer>, because reason: ErasureReason, in unit: borrowing UnitOfWork) throws {
    guard try !Erasures.isErased(customer.text, in: unit.database) else { return }
    let orders = try EventJournal.entries(of: customer.text, in: unit.database)
      .filter { $0.type == ERPCustomerIdentified.type }
      .map { try ERPCustomerIdentified.decoded($0.data).erp.key }
    let numbers = try ERPCustomers.numbers(of: customer, in: unit.database).map {
      "\($0.externalSystem)#\(ERPKind.customer.key(of: $0.externalId))"
    }
    try unit.record(
      CustomerErased(
        customerId: customer,
        otherKeys: Set(orders + numbers).union(try approvals(of: customer, in: unit.database)).sorted(),
        reason: reason, erasedOn: unit.today,
        occurredAt: unit.now))
  }

  /// Approvals that were asked for before there was the customer, in whose words the person's phone stands.
  private static func approvals(of customer: ID<Customer>, in database: Database) throws -> [String] {
    try database.all(
      """
      SELECT DISTINCT a.id FROM approvals a JOIN (
        SELECT phone FROM customers WHERE id = ?1 UNION SELECT phone FROM leads WHERE customer = ?1) p
      WHERE p.phone != '' AND a.document ->> '$.customerId' IS NULL AND instr(a.document, p.phone)
      """, customer
    ) { try $0.text("id") }
  }
}

/// What became of erasing a person in leads.
struct ErasureView: Codable, Sendable {
  struct Person: Codable, Sendable {
    var customerId: ID<Customer>
    var erasedAt: Instant
    /// Rows that were blanked or deleted, by table.
    var rows: [String: Int]
  }

  /// More than one where leads of several customers were merged.
  var persons: [Person]

  init(of customers: [ID<Customer>], in database: Database) throws {
    persons = try customers.compactMap { customer in
      try Erasures.report(of: customer, in: database).map {
        Person(customerId: customer, erasedAt: $0.erasedAt, rows: $0.rows)
      }
    }
  }
}

extension ID<Customer> {
  /// Throws where the person was erased: nothing is written down of her or him any more.
  func requireNotErased(in database: Database) throws {
    guard try !Erasures.isErased(text, in: database) else { throw LeadError.erased }
  }
}
