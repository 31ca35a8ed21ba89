import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// A part of a payment for a bill, as the client chooses it.
struct ChosenPayable: Codable, Sendable {
  var payableId: ID<Payable>
  var amount: Money
}

/// `POST /v1/payments` (D2): allocated like receipts.
struct PostPayment: Command {
  static let bodyLimit = BodyLimit.lines

  var supplierCode: ID<Supplier>
  var amount: Money
  var method: PaymentMethod
  var paidOn: BusinessDate
  /// Without them oldest due first; with them, even none, what they leave is credit with the supplier.
  var allocations: [ChosenPayable]?
  var externalId: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<PaymentView> {
    let (command, database) = (request.body, unit.database)
    try request.requireRegistered(command.supplierCode, in: database)
    let draft = PaymentDraft(
      supplier: command.supplierCode, amount: command.amount, method: command.method, paidOn: command.paidOn,
      externalID: command.externalId)
    try draft.review()
    if let externalID = draft.externalID, let earlier = try PaymentStore.find(external: externalID, in: database) {
      try earlier.requireSame(as: draft)
      return Answer(try PaymentStore.view(earlier.id, in: database))
    }
    let events = try draft.post(
      try command.allocations.map { try PayableStore.choices($0, in: database) },
      open: try PayableStore.open("supplier", draft.supplier.text, in: database),
      number: try DocumentNumbers.finance.next("PY", on: draft.paidOn, in: database), try unit.books(),
      at: request.occurredAt(in: unit))
    try unit.record(events.posted)
    try unit.record(all: events.paid)
    let id = events.posted.paymentId
    return .created(try PaymentStore.view(id, in: database), at: "/v1/payments/\(id)", version: nil)
  }
}
