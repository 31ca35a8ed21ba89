import AfterSalesDomain
import Persistence
import ServiceKit
import ServiceRuntime

extension EditOutlet: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<OutletView> {
    try request.requireNameable(shop: request.body.shop.newValue, at: "/shop", in: unit.database)
    return try OutletStore.table.edit(request, unit, as: OutletView.init) { try $0.edit(request.body) }
  }
}
