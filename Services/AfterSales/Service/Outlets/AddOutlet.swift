import AfterSalesDomain
import Persistence
import ServiceRuntime

extension AddOutlet: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<OutletView> {
    let code = request.body.code
    try OutletStore.table.requireFree(code, in: unit.database)
    try unit.record(try request.body.event())
    return .created(try Answer.outlet(code, in: unit.database).body, at: "/v1/outlets/\(code)")
  }
}
