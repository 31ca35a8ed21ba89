import AfterSalesDomain
import Persistence
import ServiceRuntime

extension EditCrew: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    try CrewStore.table.edit(request, unit, as: CrewView.init) { try $0.edit(request.body) }
  }
}
