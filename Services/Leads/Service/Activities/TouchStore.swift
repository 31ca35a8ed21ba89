import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of touches.
enum TouchStore {
  static func write(_ event: TouchRecorded, to database: Database) throws {
    try database.run(
      "INSERT INTO touches VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.touchId, event.customerId, event.employeeId,
      event.channel, event.at, event.isNew, event.inbound, event.notes)
  }

  /// In the order of ids.
  static func list(
    _ page: PageRequest, customer: String?, employee: String?, for visibility: Visibility, in database: Database
  ) throws -> [TouchView] {
    try database.page(
      page, of: "touches", where: ["customer": customer, "employee": employee], .touches, for: visibility
    ) { row in
      TouchView(
        id: try row.id("id"), customerId: try row.id("customer"), employeeId: try row.id("employee"),
        channel: try row.text("channel"), at: try row.instant("at"), isNew: try row.bool("is_new"),
        inbound: try row.bool("inbound"), notes: try row.optionalText("notes"))
    }
  }
}
