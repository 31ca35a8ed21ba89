import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A crew as it is read and edited.
struct CrewView: Codable, Sendable {
  var code: ID<Crew>
  var name: String
  var active: Bool
  /// False: somebody has scheduled it, and nobody has registered it yet.
  var registered: Bool
  var version: Int
}

/// `POST /v1/crews`.
struct AddCrew: Command {
  var code: ID<Crew>
  var name: String
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<AddCrew>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    let body = request.body
    guard try Crews.find(body.code, in: unit.database) == nil else { throw Problem.codeTaken(body.code.text) }
    return .created(
      try Crews.record(CrewChanged(code: body.code, name: body.name, active: body.active ?? true), in: unit),
      at: "/v1/crews/\(body.code)")
  }
}

/// `PATCH /v1/crews/{code}`: what is left out stays.
struct EditCrew: Command {
  var name: String?
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<EditCrew>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    let code: ID<Crew> = request.id("code")
    guard let current = try Crews.find(code, in: unit.database) else { throw Missing.crew(code.text) }
    try request.requireMatch(version: current.version)
    let view = try Crews.record(
      CrewChanged(
        code: code, name: request.body.name ?? current.name, active: request.body.active ?? current.active), in: unit)
    return Answer(view, version: view.version)
  }
}

/// The table of crews.
enum Crews {
  static func apply(_ event: CrewChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO crews VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name, active = excluded.active,
        version = version + 1
      """, event.code.text, event.name, event.active)
  }

  static func record(_ event: CrewChanged, in unit: borrowing UnitOfWork) throws -> CrewView {
    var checks = FieldChecks()
    checks.text("/name", event.name)
    try checks.finish()
    try unit.record(event)
    guard let view = try find(event.code, in: unit.database) else { throw Missing.crew(event.code.text) }
    return view
  }

  static func find(_ code: ID<Crew>, in database: Database) throws -> CrewView? {
    try database.first("SELECT code, name, active, 1, version FROM crews WHERE code = ?", code.text, read: view)
  }

  /// Registered ones, and those that have jobs without being registered.
  static func list(after code: String, limit: Int, in database: Database) throws -> [CrewView] {
    try database.all(
      """
      SELECT code, name, active, 1, version FROM crews WHERE code > ?1
      UNION ALL SELECT DISTINCT crew, '', 1, 0, 0 FROM appointments
        WHERE crew > ?1 AND crew NOT IN (SELECT code FROM crews)
      ORDER BY 1 LIMIT ?2
      """, code, limit, read: view)
  }

  /// Refuses a crew that does not work any more; one that nobody has registered yet is taken (`http.md`, Conventions).
  static func check(_ code: ID<Crew>, at pointer: String, in database: Database) throws {
    guard let crew = try find(code, in: database), !crew.active else { return }
    throw Problem.invalidField(
      pointer, "inactive-crew", Localized(zh: "该班组已停用;请选择其他班组。", en: "This crew is not active; choose another one."))
  }

  private static func view(_ row: borrowing Row) -> CrewView {
    CrewView(
      code: ID(row.text(0)), name: row.text(1), active: row.bool(2), registered: row.bool(3), version: row.int(4))
  }
}
