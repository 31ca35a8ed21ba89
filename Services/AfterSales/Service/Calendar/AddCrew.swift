import AfterSalesDomain
import Persistence
import ServiceKit
import ServiceRuntime

extension AddCrew: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    for (index, member) in (request.body.members ?? []).enumerated() {
      try request.requireKnown(member, at: "/members/\(index)", in: unit.database)
    }
    return try CrewStore.table.add(request.body.code, unit, at: "/v1/crews", as: CrewView.init) {
      try request.body.event()
    }
  }
}
