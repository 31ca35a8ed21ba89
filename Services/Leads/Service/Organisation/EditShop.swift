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
    let shop = try ShopStore.find(request.id("code"), in: unit.database)
    try request.requireMatch(version: shop.version)
    let event = try shop.edit(name: request.body.name, address: request.body.address)
    try unit.record(event)
    let edited = ShopState(event, version: shop.version + 1)
    return Answer(ShopView(edited), version: edited.version)
  }
}
