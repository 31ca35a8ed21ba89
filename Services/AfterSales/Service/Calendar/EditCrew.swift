import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceRuntime

extension EditCrew: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    let code: ID<Crew> = request.id("code")
    let (crew, version) = try CrewStore.find(code, in: unit.database)
    try request.requireMatch(version: version)
    try unit.record(try crew.edit(request.body))
    return try .crew(code, in: unit.database)
  }
}
