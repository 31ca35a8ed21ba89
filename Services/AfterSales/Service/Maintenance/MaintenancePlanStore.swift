import Kernel
import AfterSalesDomain
import Contracts
import SQLite
import ServiceRuntime

/// The table of maintenance plans.
enum MaintenancePlanStore {
  static let table = CodedTable<MaintenancePlanState>(
    "maintenance_plans", of: Localized(zh: "保养计划", en: "maintenance plan"))

  static func write(_ event: MaintenancePlanChanged, to database: Database) throws {
    try table.write(MaintenancePlanState(event), as: event.code, to: database)
  }

  static func plans(in database: Database) throws -> [MaintenancePlanState] {
    try table.all("ORDER BY code", in: database).map(\.state)
  }

  /// In the order of codes.
  static func list(_ page: PageRequest, in database: Database) throws -> [MaintenancePlanView] {
    try table.all("WHERE code > ? ORDER BY code LIMIT ?", page.after, page.rows, in: database)
      .map(MaintenancePlanView.init)
  }
}
