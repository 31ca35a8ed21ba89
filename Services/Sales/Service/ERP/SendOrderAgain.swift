import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Sends an order of our own to the ERP once more: one that a lost broker took with it, or that was there before any were
/// sent.
struct SendOrderAgain: Command {
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ outbound: ERPOutbound
  ) throws -> Answer<ERPOutboundView> {
    let id: ID<Order> = request.id()
    let order = try OrderStore.table.find(id, in: unit.database)
    let change: ERPOutboundOrder.Change =
      order.stage == .cancelled ? .cancelled : order.version == 1 ? .confirmed : .amended
    try outbound.send(change, order.orderId, because: order.reason, at: request.occurredAt(in: unit), in: unit)
    guard let view = try ERPOutboundQueries.find(order.orderId, outbound, at: unit.now, unit.database) else {
      throw Problem(
        409, "not-for-the-erp", title: Localized(zh: "该订单不发送给 ERP", en: "The order is not for the ERP"),
        detail: Localized(
          zh: "订单来自 ERP，或未设置 JOINERY_ERP_TAKES_ORDERS。",
          en: "It came from the ERP, or JOINERY_ERP_TAKES_ORDERS names none that takes orders."))
    }
    return Answer(view)
  }
}
