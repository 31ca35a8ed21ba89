import Kernel
import AfterSalesDomain
import Contracts
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of maintenance plans.
enum MaintenancePlanStore {
  static let table = CodedTable<MaintenancePlanState>(
    documents: "maintenance_plans", of: Localized(zh: "保养计划", en: "maintenance plan"))

  static func write(_ event: MaintenancePlanChanged, to database: Database) throws {
    try table.write(MaintenancePlanState(event), as: event.code, to: database)
  }

  static func plans(in database: Database) throws -> [MaintenancePlanState] {
    try table.all("ORDER BY code", in: database).map(\.state)
  }
}
