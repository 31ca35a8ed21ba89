import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceRuntime

extension EditOutlet: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<OutletView> {
    let code: ID<Outlet> = request.id("code")
    let (outlet, version) = try OutletStore.table.find(code, in: unit.database)
    try request.requireMatch(version: version)
    try unit.record(try outlet.edit(request.body))
    return try .outlet(code, in: unit.database)
  }
}
