import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceRuntime

extension EditMaintenancePlan: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<MaintenancePlanView> {
    let code: ID<MaintenancePlan> = request.id("code")
    let (plan, version) = try MaintenancePlanStore.table.find(code, in: unit.database)
    try request.requireMatch(version: version)
    try unit.record(try plan.edit(request.body))
    return try .plan(code, in: unit.database)
  }
}
