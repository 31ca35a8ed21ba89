import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// Suppliers and partners by the codes that the company gave them; a code that came with a bill alone is listed as
/// unregistered (`http.md`, Conventions).
enum Suppliers {
  /// `POST /v1/suppliers`.
  struct Add: Command {
    var code: ID<Supplier>
    var name: String
    var active: Bool?
    var occurredAt: Instant?
  }

  /// `PATCH /v1/suppliers/{code}`: what is left out stays.
  struct Edit: Command {
    var name: String?
    var active: Bool?
    var occurredAt: Instant?
  }

  struct View: Codable, Sendable {
    var code: ID<Supplier>
    var name: String
    var active: Bool
    var registered: Bool
    var version: Int
  }

  private static let columns = "code, name, active, registered, version"

  static func find(_ code: ID<Supplier>, in database: Database) throws -> View? {
    try database.first("SELECT \(columns) FROM suppliers WHERE code = ?", code.text, read: read)
  }

  static func view(_ code: ID<Supplier>, in database: Database) throws -> View {
    guard let view = try find(code, in: database) else {
      throw Problem.notFound(Localized(zh: "供应商", en: "supplier"), code.text)
    }
    return view
  }

  static func list(after code: String, limit: Int, in database: Database) throws -> [View] {
    try database.all("SELECT \(columns) FROM suppliers WHERE code > ? ORDER BY code LIMIT ?", code, limit, read: read)
  }

  private static func read(_ row: borrowing Row) -> View {
    View(
      code: ID(row.text(0)), name: row.text(1), active: row.bool(2), registered: row.bool(3), version: row.int(4))
  }

  static func add(_ request: CommandRequest<Add>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let command = request.body
    if try find(command.code, in: unit.database)?.registered == true {
      throw Problem(
        409, "code-taken", title: Localized(zh: "编号已存在", en: "The code is taken"),
        detail: Localized(
          zh: "供应商“\(command.code)”已登记；请用 PATCH 修改。",
          en: "The supplier '\(command.code)' is registered; change it with PATCH."))
    }
    let view = try record(
      SupplierChanged(code: command.code, name: command.name, active: command.active ?? true), in: unit)
    return .created(view, at: "/v1/suppliers/\(command.code)", version: view.version)
  }

  static func edit(_ request: CommandRequest<Edit>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let current = try view(request.id("code"), in: unit.database)
    try request.requireMatch(version: current.version)
    let view = try record(
      SupplierChanged(
        code: current.code, name: request.body.name ?? current.name, active: request.body.active ?? current.active),
      in: unit)
    return Answer(view, version: view.version)
  }

  private static func record(_ event: SupplierChanged, in unit: borrowing UnitOfWork) throws -> View {
    var checks = FieldChecks()
    checks.text("/name", event.name)
    try checks.finish()
    try unit.record(event)
    return try view(event.code, in: unit.database)
  }
}
