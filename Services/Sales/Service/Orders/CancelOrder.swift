import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Ends an order before it is carried out.
struct CancelOrder: Command {
  var reason: String
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ erp: ERPOutbound
  ) throws -> Answer<OrderView> {
    try TextRule.require(request.body.reason, at: "/reason")
    let order = try OrderStore.find(request.id(), for: request.visibility, in: unit.database)
    let event = try order.cancel(reason: request.body.reason, at: request.occurredAt(in: unit))
    try unit.record(event)
    try erp.send(.cancelled, event.orderId, because: event.reason, at: event.occurredAt, in: unit)
    return try .order(order.orderId, in: unit.database)
  }
}
