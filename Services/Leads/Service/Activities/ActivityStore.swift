import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// The table of activities.
enum ActivityStore {
  static func write(_ event: ActivityLogged, to database: Database) throws {
    try database.run(
      "INSERT INTO activities VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.activityId, event.customerId, event.leadId,
      event.employeeId, event.channel.rawValue, event.at, event.summary, event.nextContactOn)
  }

  /// In the order of ids.
  static func list(
    _ page: PageRequest, customer: String?, employee: String?, in database: Database
  ) throws -> [ActivityView] {
    try database.all(
      """
      SELECT * FROM activities
      WHERE id > ?1 AND (?2 IS NULL OR customer = ?2) AND (?3 IS NULL OR employee = ?3) ORDER BY id LIMIT ?4
      """, page.after, customer, employee, page.rows
    ) { row in
      ActivityView(
        ActivityLogged(
          activityId: try row.id("id"), customerId: try row.id("customer"), leadId: try row.optionalID("lead"),
          employeeId: try row.id("employee"), channel: try row.choice("channel"), at: try row.instant("at"),
          summary: try row.text("summary"), nextContactOn: try row.optionalDate("next_contact_on")))
    }
  }
}
