import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Notes that goods left the warehouse for an order (C9). Without `lines`, all that is left of it.
struct NoteDelivery: Command {
  static let bodyLimit = BodyLimit.lines

  var deliveredOn: BusinessDate
  /// A code of a registered one, where any are.
  var warehouse: String
  var lines: [DeliveryLineDraft]?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<DeliveryView> {
    let body = request.body
    let order = try OrderStore.find(request.id(), for: request.visibility, in: unit.database)
    try request.requireKnown(warehouse: body.warehouse, at: "/warehouse", in: unit.database)
    let event = try order.deliver(
      body.lines, id: unit.newID(), number: try SalesNumbers.delivery.next(on: body.deliveredOn, in: unit),
      on: body.deliveredOn, from: body.warehouse, at: request.occurredAt(in: unit))
    try unit.record(event)
    return .created(DeliveryView(DeliveryState(event)), at: "/v1/deliveries/\(event.deliveryId)")
  }
}
