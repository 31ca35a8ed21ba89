import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceRuntime

/// The table of crews.
enum CrewStore {
  static func write(_ event: CrewChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO crews VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name, active = excluded.active,
        version = version + 1
      """, event.code, event.name, event.active)
  }

  /// Nil where nobody has registered it.
  static func crew(_ code: ID<Crew>, in database: Database) throws -> (crew: CrewState, version: Int)? {
    try database.first("SELECT * FROM crews WHERE code = ?", code) { row in
      (
        CrewState(code: try row.id("code"), name: try row.text("name"), active: try row.bool("active")),
        try row.int("version")
      )
    }
  }

  /// Throws 404.
  static func find(_ code: ID<Crew>, in database: Database) throws -> (crew: CrewState, version: Int) {
    try crew(code, in: database).orNotFound(Localized(zh: "安装班组", en: "crew"), code.text)
  }

  /// Registered ones, and those that have jobs without being registered, in the order of their codes.
  static func list(_ page: PageRequest, in database: Database) throws -> [CrewView] {
    try database.all(
      """
      SELECT code, name, active, 1 AS registered, version FROM crews WHERE code > ?1
      UNION ALL SELECT DISTINCT crew, '', 1, 0, 0 FROM appointments
        WHERE crew > ?1 AND crew NOT IN (SELECT code FROM crews)
      ORDER BY 1 LIMIT ?2
      """, page.after, page.rows
    ) { row in
      CrewView(
        CrewState(code: try row.id("code"), name: try row.text("name"), active: try row.bool("active")),
        registered: try row.bool("registered"), version: try row.int("version"))
    }
  }
}
