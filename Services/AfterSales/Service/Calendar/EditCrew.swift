import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

extension EditCrew: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    let earlier = try CrewStore.table.find(request.id("code") as ID<Crew>, in: unit.database).state.members
    for (index, member) in (request.body.members ?? []).enumerated() where !earlier.contains(member) {
      try request.requireKnown(member, at: "/members/\(index)", in: unit.database)
    }
    return try CrewStore.table.edit(request, unit, as: CrewView.init) { try $0.edit(request.body) }
  }
}
