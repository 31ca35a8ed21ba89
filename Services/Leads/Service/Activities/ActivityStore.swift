import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
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
    _ page: PageRequest, customer: String?, employee: String?, for visibility: Visibility, in database: Database
  ) throws -> [ActivityView] {
    try database.page(
      page, of: "activities", where: ["customer": customer, "employee": employee], .activities, for: visibility
    ) { row in
      ActivityView(
        ActivityLogged(
          activityId: try row.id("id"), customerId: try row.id("customer"), leadId: try row.optionalID("lead"),
          employeeId: try row.id("employee"), channel: try row.choice("channel"), at: try row.instant("at"),
          summary: try row.text("summary"), nextContactOn: try row.optionalDate("next_contact_on")))
    }
  }
}
