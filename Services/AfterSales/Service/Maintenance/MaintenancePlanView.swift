import AfterSalesDomain
import Contracts
import Kernel

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
