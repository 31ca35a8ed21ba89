import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Ends an order before it is carried out.
struct CancelOrder: Command {
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<OrderView> {
    try TextRule.require(request.body.reason, at: "/reason")
    let order = try OrderStore.find(request.id(), in: unit.database)
    try unit.record(order.cancel(reason: request.body.reason, at: request.occurredAt(in: unit)))
    return try .order(order.orderId, in: unit.database)
  }
}
