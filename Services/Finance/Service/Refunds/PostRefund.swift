import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/refunds`: out of the customer's unallocated credit, oldest first.
struct PostRefund: Command {
  var customerId: ID<Customer>
  var amount: Money
  var method: PaymentMethod
  var refundedOn: BusinessDate
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RefundView> {
    let (command, database) = (request.body, unit.database)
    let draft = RefundDraft(
      customerID: command.customerId, amount: command.amount, method: command.method, refundedOn: command.refundedOn,
      reason: command.reason)
    try draft.review(
      isKnown: try FinanceCustomers.isSeen(command.customerId, for: request.visibility, .accounts, in: database))
    let refund = try draft.post(
      from: CreditLots(try CreditStore.lots(of: command.customerId, in: database)),
      number: try DocumentNumbers.finance.next("RF", on: command.refundedOn, in: database), try unit.books(),
      at: request.occurredAt(in: unit))
    try unit.record(refund)
    try CreditHolds.review(command.customerId, in: unit)
    return Answer(RefundView(refund), status: 201)
  }
}

struct RefundView: Codable, Sendable {
  var id: ID<Refund>
  var number: String
  var customerId: ID<Customer>
  var amount: Money
  var method: PaymentMethod
  var refundedOn: BusinessDate
  var reason: String
}

extension RefundView {
  init(_ event: RefundPosted) {
    self.init(
      id: event.refundId, number: event.number, customerId: event.customerId, amount: event.amount,
      method: event.method, refundedOn: event.refundedOn, reason: event.reason)
  }
}
