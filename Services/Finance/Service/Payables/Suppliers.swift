import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// Suppliers and partners by the codes that the company gave them; a code that came with a bill alone is listed as
/// unregistered (`Services/Finance/README.md#payables`).
enum Suppliers {
  private static let columns = "code, name, active, registered, version"

  static func find(_ code: ID<Supplier>, in database: Database) throws -> SupplierState? {
    try database.first("SELECT \(columns) FROM suppliers WHERE code = ?", code.text, read: read)
  }

  static func state(_ code: ID<Supplier>, in database: Database) throws -> SupplierState {
    try find(code, in: database).orNotFound(Localized(zh: "供应商", en: "supplier"), code.text)
  }

  static func list(after code: String, limit: Int, in database: Database) throws -> [View] {
    try database.all("SELECT \(columns) FROM suppliers WHERE code > ? ORDER BY code LIMIT ?", code, limit, read: read)
      .map(View.init)
  }

  private static func read(_ row: borrowing Row) throws -> SupplierState {
    SupplierState(
      code: try row.id("code"), name: try row.text("name"), active: try row.bool("active"),
      isRegistered: try row.bool("registered"), version: try row.int("version"))
  }

  static func change(_ event: SupplierChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO suppliers VALUES (?, ?, ?, 1, 1) ON CONFLICT DO UPDATE
      SET name = excluded.name, active = excluded.active, registered = 1, version = version + 1
      """, event.code, event.name, event.active)
  }

  /// A code that nobody has registered yet is listed under itself.
  static func know(_ code: ID<Supplier>, to database: Database) throws {
    try database.run("INSERT INTO suppliers VALUES (?, ?, 1, 0, 0) ON CONFLICT DO NOTHING", code, code)
  }

  /// `POST /v1/suppliers`.
  struct Add: Command {
    var code: ID<Supplier>
    var name: String
    var active: Bool?
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      let command = request.body
      var supplier = try find(command.code, in: unit.database) ?? SupplierState(unregistered: command.code)
      let event = try supplier.register(name: command.name, active: command.active)
      try unit.record(event)
      supplier.apply(event)
      return .created(View(supplier), at: "/v1/suppliers/\(supplier.code)", version: supplier.version)
    }
  }

  /// `PATCH /v1/suppliers/{code}`: what is left out stays.
  struct Edit: Command {
    var name: String?
    var active: Bool?
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      var supplier = try state(request.id("code"), in: unit.database)
      try request.requireMatch(version: supplier.version)
      let event = try supplier.edit(name: request.body.name, active: request.body.active)
      try unit.record(event)
      supplier.apply(event)
      return Answer(View(supplier), version: supplier.version)
    }
  }

  struct View: Codable, Sendable {
    var code: ID<Supplier>
    var name: String
    var active: Bool
    var registered: Bool
    var version: Int
  }
}

extension Suppliers.View {
  init(_ supplier: SupplierState) {
    self.init(
      code: supplier.code, name: supplier.name, active: supplier.active, registered: supplier.isRegistered,
      version: supplier.version)
  }
}
