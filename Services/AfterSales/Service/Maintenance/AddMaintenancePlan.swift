import AfterSalesDomain
import Persistence
import ServiceRuntime

extension AddMaintenancePlan: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<MaintenancePlanView> {
    let code = request.body.code ?? unit.newID()
    try MaintenancePlanStore.table.requireFree(code, in: unit.database)
    try unit.record(try request.body.event(as: code, by: try PolicyStore.policy(in: unit.database)))
    return .created(try Answer.plan(code, in: unit.database).body, at: "/v1/maintenance-plans/\(code)")
  }
}
