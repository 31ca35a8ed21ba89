import Contracts
import Kernel
import SQLite

/// An activity as the API shows it.
struct ActivityView: Codable, Sendable {
  var id: ID<Activity>
  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var employeeId: ID<Employee>
  var channel: String
  var at: Instant
  var summary: String
  var nextContactOn: String?

  init(_ event: ActivityLogged) {
    id = event.activityId
    customerId = event.customerId
    leadId = event.leadId
    employeeId = event.employeeId
    channel = event.channel.rawValue
    at = event.at
    summary = event.summary
    nextContactOn = event.nextContactOn?.description
  }

  init(_ row: borrowing Row) {
    id = ID(row.text(0))
    customerId = ID(row.text(1))
    leadId = row.optionalText(2).map { ID($0) }
    employeeId = ID(row.text(3))
    channel = row.text(4)
    at = Instant(milliseconds: row.integer(5))
    summary = row.text(6)
    nextContactOn = row.optionalText(7)
  }
}

/// Activities in the store.
enum Activities {
  static func list(
    customer: String?, employee: String?, after id: String, limit: Int, in database: Database
  ) throws -> [ActivityView] {
    try database.all(
      """
      SELECT id, customer, lead, employee, channel, at, summary, next_contact_on FROM activities
      WHERE id > ?1 AND (?2 IS NULL OR customer = ?2) AND (?3 IS NULL OR employee = ?3) ORDER BY id LIMIT ?4
      """, id, customer, employee, limit, read: ActivityView.init)
  }
}
