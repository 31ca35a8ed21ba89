import AfterSalesDomain
import Persistence
import ServiceRuntime

extension AddMaintenancePlan: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<MaintenancePlanView> {
    let code = request.body.code ?? unit.newID()
    return try MaintenancePlanStore.table.add(code, unit, at: "/v1/maintenance-plans", as: MaintenancePlanView.init) {
      try request.body.event(as: code, by: try PolicyStore.policy(in: unit.database))
    }
  }
}
