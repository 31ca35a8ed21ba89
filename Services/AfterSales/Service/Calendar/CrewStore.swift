import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of crews.
enum CrewStore {
  static let table = CodedTable("crews", of: Localized(zh: "安装班组", en: "crew"), read: state)

  static func write(_ event: CrewChanged, to database: Database) throws {
    try table.write(
      ["name": event.name, "active": event.active, "members": try Document.text(event.members ?? [])], as: event.code,
      to: database)
  }

  /// Registered ones, and those that have jobs without being registered, in the order of their codes.
  static func list(_ page: PageRequest, in database: Database) throws -> [CrewView] {
    try database.all(
      """
      SELECT code, name, active, members, 1 AS registered, version FROM crews WHERE code > ?1
      UNION ALL SELECT DISTINCT crew, '', 1, '[]', 0, 0 FROM appointments
        WHERE crew > ?1 AND crew NOT IN (SELECT code FROM crews)
      ORDER BY 1 LIMIT ?2
      """, page.after, page.rows
    ) { row in
      CrewView(try state(row), registered: try row.bool("registered"), version: try row.int("version"))
    }
  }

  private static func state(_ row: borrowing Row) throws -> CrewState {
    CrewState(
      code: try row.id("code"), name: try row.text("name"), active: try row.bool("active"),
      members: try row.document("members"))
  }
}
