import AfterSalesDomain
import Persistence
import ServiceKit
import ServiceRuntime

extension AddOutlet: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<OutletView> {
    try request.requireNameable(shop: request.body.shop, at: "/shop", in: unit.database)
    return try OutletStore.table.add(request.body.code, unit, at: "/v1/outlets", as: OutletView.init) {
      try request.body.event()
    }
  }
}
