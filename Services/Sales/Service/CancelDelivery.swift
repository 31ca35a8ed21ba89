import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Takes a delivery note back: its quantities are to be delivered again (`rules.md`, Sales).
struct CancelDelivery: Command {
  var reason: String
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<CancelDelivery>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<DeliveryView> {
    try TextRule.require(request.body.reason, at: "/reason")
    let note = try Deliveries.find(request.id(), in: unit.database)
    guard note.state == .noted else {
      throw Problem(
        409, "delivery-cancelled", title: Localized(zh: "送货单已取消", en: "The delivery note is cancelled"),
        detail: Localized(
          zh: "如需送货，请为订单新建送货单。", en: "Note a new delivery of the order to deliver again."))
    }
    try Orders.find(note.orderId, in: unit.database).check()
    let time = request.occurredAt(in: unit)
    try unit.record(
      DeliveryCancelled(
        deliveryId: note.id, orderId: note.orderId, customerId: note.customerId, salespersonId: note.salespersonId,
        shop: note.shop, lines: note.lines, amount: note.amount, taxes: note.taxes, reason: request.body.reason,
        cancelledOn: CompanyZone.day(at: time), occurredAt: time))
    return Answer(try Deliveries.find(note.id, in: unit.database))
  }
}
