import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A plan of regular maintenance as it is read and edited (E13).
struct MaintenancePlanView: Codable, Sendable {
  var code: ID<MaintenancePlan>
  var name: String
  /// Nil: for all components without a plan of their own.
  var component: String?
  var months: Int
  var active: Bool
  var version: Int
}

/// `POST /v1/maintenance-plans`.
struct AddMaintenancePlan: Command {
  /// Made up without it.
  var code: ID<MaintenancePlan>?
  /// The component's without it.
  var name: String?
  var component: String?
  var months: Int?
  var active: Bool?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<AddMaintenancePlan>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<MaintenancePlanView> {
    let body = request.body
    let code = body.code ?? unit.newID()
    guard try MaintenancePlans.find(code, in: unit.database) == nil else { throw Problem.codeTaken(code.text) }
    return .created(
      try MaintenancePlans.record(
        MaintenancePlanChanged(
          code: code, name: body.name ?? body.component ?? code.text, component: body.component,
          months: body.months ?? MaintenanceSchedule.yearly, active: body.active ?? true), in: unit),
      at: "/v1/maintenance-plans/\(code)")
  }
}

/// `PATCH /v1/maintenance-plans/{code}`: what is left out stays.
struct EditMaintenancePlan: Command {
  var name: String?
  var component: String?
  var months: Int?
  var active: Bool?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<EditMaintenancePlan>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<MaintenancePlanView> {
    let code: ID<MaintenancePlan> = request.id("code")
    guard let current = try MaintenancePlans.find(code, in: unit.database) else { throw Missing.plan(code.text) }
    try request.requireMatch(version: current.version)
    let body = request.body
    let view = try MaintenancePlans.record(
      MaintenancePlanChanged(
        code: code, name: body.name ?? current.name, component: body.component ?? current.component,
        months: body.months ?? current.months, active: body.active ?? current.active), in: unit)
    return Answer(view, version: view.version)
  }
}

/// The table of maintenance plans.
enum MaintenancePlans {
  static func apply(_ event: MaintenancePlanChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO maintenance_plans VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET document = excluded.document,
        version = version + 1
      """, event.code.text, try Document.text(event))
  }

  static func record(
    _ event: MaintenancePlanChanged, in unit: borrowing UnitOfWork
  ) throws -> MaintenancePlanView {
    var checks = FieldChecks()
    checks.text("/name", event.name)
    if let component = event.component { checks.text("/component", component) }
    if !(1...600).contains(event.months) {
      checks.refuse("/months", "out-of-range", Localized(zh: "请写 1 到 600。", en: "Write 1 to 600."))
    }
    try checks.finish()
    try unit.record(event)
    guard let view = try find(event.code, in: unit.database) else { throw Missing.plan(event.code.text) }
    return view
  }

  static func find(_ code: ID<MaintenancePlan>, in database: Database) throws -> MaintenancePlanView? {
    try database.first("SELECT document, version FROM maintenance_plans WHERE code = ?", code.text, read: view)
  }

  static func list(after code: String, limit: Int, in database: Database) throws -> [MaintenancePlanView] {
    try database.all(
      "SELECT document, version FROM maintenance_plans WHERE code > ? ORDER BY code LIMIT ?", code, limit, read: view)
  }

  private static func view(_ row: borrowing Row) throws -> MaintenancePlanView {
    let plan: MaintenancePlanChanged = try Document.state(of: row.text(0))
    return MaintenancePlanView(
      code: plan.code, name: plan.name, component: plan.component, months: plan.months, active: plan.active,
      version: row.int(1))
  }
}
