import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/payments/{id}/reverse`: the money came back.
struct ReversePayment: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<PaymentView> {
    let payment = try PaymentStore.state(request.id(), in: unit.database)
    let events = try payment.reverse(
      on: request.body.on, reason: request.body.reason,
      paid: try PaymentStore.allocations("payment", payment.id.text, in: unit.database),
      lots: try PaymentStore.lots("payment", payment.id.text, in: unit.database), try unit.books(),
      at: request.occurredAt(in: unit))
    try unit.record(all: events)
    return Answer(try PaymentStore.view(payment.id, in: unit.database))
  }
}
