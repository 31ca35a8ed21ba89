import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/shops/{code}`: what is left out stays, null takes the address away.
struct EditShop: Command {
  var name: String?
  var address: Patch<String>
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ShopView> {
    try ShopStore.table.edit(request, unit, as: ShopView.init) {
      try $0.edit(name: request.body.name, address: request.body.address)
    }
  }
}
