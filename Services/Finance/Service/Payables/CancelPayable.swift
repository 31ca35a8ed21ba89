import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/payables/{id}/cancel`: the bill was wrong, or the supplier took it back.
struct CancelPayable: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<PayableView> {
    let payable = try PayableStore.state(request.id(), in: unit.database)
    let events = try payable.cancel(
      on: request.body.on, reason: request.body.reason,
      paid: try PaymentStore.allocations("payable", payable.id.text, in: unit.database), try unit.books(),
      at: request.occurredAt(in: unit))
    try unit.record(all: events)
    return Answer(try PayableStore.view(payable.id, in: unit.database))
  }
}
