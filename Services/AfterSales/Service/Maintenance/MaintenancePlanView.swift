import AfterSalesDomain
import Contracts
import Kernel
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

  init(_ plan: MaintenancePlanState, version: Int) {
    (code, name, component, months) = (plan.code, plan.name, plan.component, plan.months)
    (active, self.version) = (plan.active, version)
  }
}

extension Answer where Body == MaintenancePlanView {
  /// The plan as it now is.
  static func plan(_ code: ID<MaintenancePlan>, in database: Database) throws -> Answer {
    let (plan, version) = try MaintenancePlanStore.table.find(code, in: database)
    return Answer(MaintenancePlanView(plan, version: version), version: version)
  }
}
