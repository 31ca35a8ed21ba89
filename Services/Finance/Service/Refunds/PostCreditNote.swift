import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/credit-notes`: never above the receivable's amount less earlier credit notes; what exceeds its open part
/// becomes unallocated credit.
struct PostCreditNote: Command {
  var receivableId: ID<Receivable>
  var amount: Money
  var creditedOn: BusinessDate
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CreditNoteView> {
    let command = request.body
    var review = FieldReview()
    review.positive("/amount", command.amount)
    review.reason(command.reason)
    try review.finish()
    guard let item = try ReceivableStore.find(command.receivableId, for: request.visibility, in: unit.database) else {
      throw FinanceError.unknownReceivable(field: "/receivableId")
    }
    try item.review(creditOf: command.amount, on: command.creditedOn)
    var account = try OrderAccountStore.find(holding: item, in: unit)
    let note = try account.credit(
      item.id, command.amount, on: command.creditedOn, reason: command.reason,
      number: try DocumentNumbers.finance.next("CN", on: command.creditedOn, in: unit.database),
      at: request.occurredAt(in: unit))
    try unit.record(all: account.events)
    try CreditHolds.review(item.customerID, in: unit)
    return Answer(CreditNoteView(note), status: 201)
  }
}

struct CreditNoteView: Codable, Sendable {
  var id: ID<CreditNote>
  var number: String
  var customerId: ID<Customer>
  var receivableId: ID<Receivable>
  var amount: Money
  var surplus: Money
  var creditedOn: BusinessDate
  var reason: String
}

extension CreditNoteView {
  init(_ event: CreditNotePosted) {
    self.init(
      id: event.creditNoteId, number: event.number, customerId: event.customerId, receivableId: event.receivableId,
      amount: event.amount, surplus: event.surplus, creditedOn: event.creditedOn, reason: event.reason)
  }
}
