import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/payables`: a supplier's bill (D2).
struct PostPayable: Command {
  var supplierCode: ID<Supplier>
  var amount: Money
  var billedOn: BusinessDate
  var dueOn: BusinessDate
  var reference: String?
  /// The expense that it is; `purchases` without it.
  var category: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<PayableView> {
    let (command, database) = (request.body, unit.database)
    try request.requireRegistered(command.supplierCode, in: database)
    let events = try PayableDraft(
      supplier: command.supplierCode, amount: command.amount, billedOn: command.billedOn, dueOn: command.dueOn,
      reference: command.reference
    ).post(
      as: command.category, paidFrom: try PaymentStore.lots("supplier", command.supplierCode.text, in: database),
      number: try DocumentNumbers.finance.next("PB", on: command.billedOn, in: database), try unit.books(),
      at: request.occurredAt(in: unit))
    try unit.record(events.opened)
    try unit.record(all: events.paid)
    let id = events.opened.payableId
    return .created(try PayableStore.view(id, in: database), at: "/v1/payables/\(id)", version: nil)
  }
}
