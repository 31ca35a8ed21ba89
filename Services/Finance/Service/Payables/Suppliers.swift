import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Suppliers and partners by the codes that the company gave them; a code that came with a bill alone is listed as
/// unregistered (`Services/Finance/README.md#payables`).
enum Suppliers {
  static let table = CodedTable("suppliers", of: Localized(zh: "供应商", en: "supplier")) { row in
    SupplierState(
      code: try row.id("code"), name: try row.text("name"), active: try row.bool("active"),
      isRegistered: try row.bool("registered"))
  }

  static func change(_ event: SupplierChanged, to database: Database) throws {
    try table.write(
      ["name": event.name, "active": event.active, "registered": true], as: event.code, to: database)
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
      let known = try table.entry(command.code, in: unit.database)?.state
      let supplier = known ?? SupplierState(unregistered: command.code)
      try unit.record(try supplier.register(name: command.name, active: command.active))
      let view = try table.answer(command.code, in: unit.database, as: View.init).body
      return .created(view, at: "/v1/suppliers/\(command.code)", version: view.version)
    }
  }

  /// `PATCH /v1/suppliers/{code}`: what is left out stays.
  struct Edit: Command {
    var name: String?
    var active: Bool?
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      try table.edit(request, unit, as: View.init) {
        try $0.edit(name: request.body.name, active: request.body.active)
      }
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
  init(_ supplier: SupplierState, version: Int) {
    self.init(
      code: supplier.code, name: supplier.name, active: supplier.active, registered: supplier.isRegistered,
      version: version)
  }
}

extension CommandRequest {
  /// Refuses a supplier whom nobody has registered, or who is not active (422); operations bring unknown ones.
  func requireRegistered(_ supplier: ID<Supplier>, in database: Database) throws {
    guard !caller.roles.contains(.operations) else { return }
    let state = try Suppliers.table.entry(supplier, in: database)?.state
    guard let state, state.isRegistered else {
      throw Problem.unknownName(
        "/supplierCode", "unknown-supplier", Localized(zh: "供应商“\(supplier)”", en: "supplier '\(supplier)'"))
    }
    guard state.active else {
      throw Problem.invalidField(
        "/supplierCode", "inactive-supplier",
        Localized(
          zh: "供应商“\(supplier)”已停用；请换一家，或先用 PATCH 启用。",
          en: "The supplier '\(supplier)' is not active; name another one, or activate it with PATCH first."))
    }
  }
}
