import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/shops`.
struct AddShop: Command {
  var code: ID<Shop>
  var name: String
  var address: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ShopView> {
    let body = request.body
    try ShopStore.table.requireFree(body.code, in: unit.database, saying: .taken(body.code.text))
    let event = try ShopState.register(body.code, name: body.name, address: body.address)
    try unit.record(event)
    return .created(ShopView(ShopState(event), version: 1), at: "/v1/shops/\(body.code)")
  }
}

extension Localized {
  /// What is said of a code that is registered.
  static func taken(_ code: String) -> Localized {
    Localized(
      zh: "编号“\(code)”已登记;请换一个编号,或用 PATCH 修改。",
      en: "The code '\(code)' is registered; choose another one, or change it with PATCH.")
  }
}
