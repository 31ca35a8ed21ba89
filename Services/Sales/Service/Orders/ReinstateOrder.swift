import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Withdraws a cancellation: the order goes on as it was, unless its customer is on credit hold.
struct ReinstateOrder: Command {
  var reason: String
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ erp: ERPOutbound
  ) throws -> Answer<OrderView> {
    try TextRule.require(request.body.reason, at: "/reason")
    let order = try OrderStore.find(request.id(), for: request.visibility, in: unit.database)
    let event = try order.reinstate(reason: request.body.reason, at: request.occurredAt(in: unit))
    try CreditStore.standing(order.customerId, in: order.terms.total.currency, unit.database).admit(order.undelivered())
    try unit.record(event)
    try erp.send(.reinstated, event.orderId, because: event.reason, at: event.occurredAt, in: unit)
    return try .order(order.orderId, in: unit.database)
  }
}
