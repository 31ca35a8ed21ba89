import AfterSalesDomain
import Persistence
import ServiceRuntime

extension AddOutlet: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<OutletView> {
    try OutletStore.table.add(request.body.code, unit, at: "/v1/outlets", as: OutletView.init) {
      try request.body.event()
    }
  }
}
