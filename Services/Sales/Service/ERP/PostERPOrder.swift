import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/erp/orders`: an order by webhook, answered with where it stands then
/// (`Shared/Contracts/README.md#orders-by-webhook`).
enum PostERPOrder {
  static func run(
    _ request: CommandRequest<ERPWebhook>, _ unit: borrowing UnitOfWork, _ bridge: ERPBridge, _ outbound: ERPOutbound
  ) throws -> Answer<ERPOrderView> {
    let subject = try ERPWebhook.take(
      request, unit, of: .order, by: TakeERPOrder.handler(bridge, for: outbound), from: bridge)
    // Only an order that is stale before any was seen stands nowhere.
    guard let order = try ERPOrderQueries.find(subject.source ?? "", subject.key ?? "", unit.database) else {
      throw Problem.notFound(Localized(zh: "ERP 订单", en: "ERP order"), subject.key ?? "")
    }
    return Answer(order, status: 202)
  }
}
