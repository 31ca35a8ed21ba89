import AfterSalesDomain
import Persistence
import ServiceRuntime

extension AddCrew: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CrewView> {
    let code = request.body.code
    guard try CrewStore.crew(code, in: unit.database) == nil else { throw Problem.codeTaken(code.text) }
    try unit.record(try request.body.event())
    return .created(try Answer.crew(code, in: unit.database).body, at: "/v1/crews/\(code)")
  }
}
