import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Ends an order before it is carried out.
struct CancelOrder: Command {
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<OrderView> {
    try TextRule.require(request.body.reason, at: "/reason")
    return try request.move(unit, OrderStore.find(_:for:in:), Answer.order) {
      try $0.cancel(reason: request.body.reason, at: $1)
    }
  }
}
