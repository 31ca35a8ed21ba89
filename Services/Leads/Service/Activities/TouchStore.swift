import Contracts
import Kernel
import Persistence
import SQLite
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
    _ page: PageRequest, customer: String?, employee: String?, in database: Database
  ) throws -> [TouchView] {
    try database.all(
      """
      SELECT * FROM touches
      WHERE id > ?1 AND (?2 IS NULL OR customer = ?2) AND (?3 IS NULL OR employee = ?3) ORDER BY id LIMIT ?4
      """, page.after, customer, employee, page.rows
    ) { row in
      TouchView(
        id: try row.id("id"), customerId: try row.id("customer"), employeeId: try row.id("employee"),
        channel: try row.text("channel"), at: try row.instant("at"), isNew: try row.bool("is_new"),
        inbound: try row.bool("inbound"), notes: try row.optionalText("notes"))
    }
  }
}
