import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/payments/{id}/allocate`: of what is unallocated.
struct AllocatePayment: Command {
  static let bodyLimit = BodyLimit.lines

  var allocations: [ChosenPayable]
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<PaymentView> {
    let payment = try PaymentStore.state(request.id(), in: unit.database)
    let events = try payment.allocate(
      try PayableStore.choices(request.body.allocations, in: unit.database),
      from: try PaymentStore.lots("payment", payment.id.text, in: unit.database), try unit.books(),
      at: request.occurredAt(in: unit))
    try unit.record(all: events)
    return Answer(try PaymentStore.view(payment.id, in: unit.database))
  }
}
