import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A service outlet as it is read and edited (E4).
struct OutletView: Codable, Sendable {
  var code: ID<Outlet>
  var name: String
  var area: String?
  var skills: [String]
  /// Jobs a day.
  var capacity: Int?
  var active: Bool
  var version: Int
}

/// `POST /v1/outlets`.
struct AddOutlet: Command {
  var code: ID<Outlet>
  var name: String
  var area: String?
  var skills: [String]?
  var capacity: Int?
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<AddOutlet>, _ unit: borrowing UnitOfWork) throws -> Answer<OutletView> {
    let body = request.body
    guard try Outlets.find(body.code, in: unit.database) == nil else { throw Problem.codeTaken(body.code.text) }
    return .created(
      try Outlets.record(
        OutletChanged(
          code: body.code, name: body.name, area: body.area, skills: body.skills ?? [], capacity: body.capacity,
          active: body.active ?? true), in: unit), at: "/v1/outlets/\(body.code)")
  }
}

/// `PATCH /v1/outlets/{code}`: what is left out stays.
struct EditOutlet: Command {
  var name: String?
  var area: String?
  var skills: [String]?
  var capacity: Int?
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<EditOutlet>, _ unit: borrowing UnitOfWork) throws -> Answer<OutletView> {
    let code: ID<Outlet> = request.id("code")
    guard let current = try Outlets.find(code, in: unit.database) else { throw Missing.outlet(code.text) }
    try request.requireMatch(version: current.version)
    let body = request.body
    let view = try Outlets.record(
      OutletChanged(
        code: code, name: body.name ?? current.name, area: body.area ?? current.area,
        skills: body.skills ?? current.skills, capacity: body.capacity ?? current.capacity,
        active: body.active ?? current.active), in: unit)
    return Answer(view, version: view.version)
  }
}

/// The table of outlets.
enum Outlets {
  static func apply(_ event: OutletChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO outlets VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET document = excluded.document,
        version = version + 1
      """, event.code.text, try Document.text(event))
  }

  static func record(_ event: OutletChanged, in unit: borrowing UnitOfWork) throws -> OutletView {
    var checks = FieldChecks()
    checks.text("/name", event.name)
    checks.length("/area", event.area)
    for (index, skill) in event.skills.enumerated() { checks.text("/skills/\(index)", skill) }
    if let capacity = event.capacity, capacity < 0 {
      checks.refuse("/capacity", "negative", Localized(zh: "不能为负数。", en: "It must not be negative."))
    }
    try checks.finish()
    try unit.record(event)
    guard let view = try find(event.code, in: unit.database) else { throw Missing.outlet(event.code.text) }
    return view
  }

  static func find(_ code: ID<Outlet>, in database: Database) throws -> OutletView? {
    try database.first("SELECT document, version FROM outlets WHERE code = ?", code.text, read: view)
  }

  /// Those whose area has a text in it.
  static func list(area: String?, after code: String, limit: Int, in database: Database) throws -> [OutletView] {
    try database.all(
      """
      SELECT document, version FROM outlets
      WHERE code > ?1 AND (?2 IS NULL OR instr(coalesce(document ->> '$.area', ''), ?2)) ORDER BY code LIMIT ?3
      """, code, area, limit, read: view)
  }

  private static func view(_ row: borrowing Row) throws -> OutletView {
    let outlet: OutletChanged = try Document.state(of: row.text(0))
    return OutletView(
      code: outlet.code, name: outlet.name, area: outlet.area, skills: outlet.skills, capacity: outlet.capacity,
      active: outlet.active, version: row.int(1))
  }
}
