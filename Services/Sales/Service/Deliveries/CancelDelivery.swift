import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Takes a delivery note back: its quantities are to be delivered again (`Services/Sales/README.md#deliveries`).
struct CancelDelivery: Command {
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<DeliveryView> {
    let note = try DeliveryStore.find(request.id(), for: request.visibility, in: unit.database)
    let event = try note.cancel(reason: request.body.reason, at: request.occurredAt(in: unit))
    try OrderStore.table.find(note.orderId, in: unit.database).check()
    try unit.record(event)
    return Answer(DeliveryView(try DeliveryStore.table.find(note.id, in: unit.database)))
  }
}
