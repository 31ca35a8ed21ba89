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
    guard try ShopStore.shop(body.code, in: unit.database) == nil else { throw Problem.codeTaken(body.code.text) }
    let event = try ShopState.register(body.code, name: body.name, address: body.address)
    try unit.record(event)
    return .created(ShopView(ShopState(event)), at: "/v1/shops/\(body.code)")
  }
}

extension Problem {
  /// The 409 for a code that is registered.
  static func codeTaken(_ code: String) -> Problem {
    Problem(
      409, "code-taken", title: Localized(zh: "编号已存在", en: "The code is taken"),
      detail: Localized(
        zh: "编号“\(code)”已登记;请换一个编号,或用 PATCH 修改。",
        en: "The code '\(code)' is registered; choose another one, or change it with PATCH."))
  }
}
