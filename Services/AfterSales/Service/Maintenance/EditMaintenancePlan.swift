import AfterSalesDomain
import Persistence
import ServiceRuntime

extension EditMaintenancePlan: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<MaintenancePlanView> {
    try MaintenancePlanStore.table.edit(request, unit, as: MaintenancePlanView.init) { try $0.edit(request.body) }
  }
}
