import AfterSalesDomain
import Persistence
import ServiceRuntime

extension AddCrew: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    try CrewStore.table.add(request.body.code, unit, at: "/v1/crews", as: CrewView.init) { try request.body.event() }
  }
}
