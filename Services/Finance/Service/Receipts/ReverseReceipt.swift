import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/receipts/{id}/reverse`: it bounced, or was another customer's.
struct ReverseReceipt: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ReceiptView> {
    let visibility = request.visibility
    let receipt = try ReceiptStore.find(request.id(), for: visibility, in: unit.database)
    try reverse(
      receipt, on: request.body.on, because: request.body.reason, at: request.occurredAt(in: unit), in: unit)
    return Answer(try ReceiptStore.view(receipt.id, for: visibility, in: unit.database))
  }

  static func reverse(
    _ receipt: ReceiptState, on day: BusinessDate, because reason: String, at occurredAt: Instant,
    in unit: borrowing UnitOfWork
  ) throws {
    let database = unit.database
    try receipt.review(
      reversalOn: day, reason: reason, lastUndone: try ReceiptStore.lastUndone(receipt.id, in: database))
    let books = try unit.books()
    try books.requireOpen(day, "/on")
    var settlement = try SettlementStore.find(
      undoing: try CreditStore.allocations("credit = ?", receipt.id.text, in: database), of: receipt.draft.customerID,
      books,
      in: database)
    settlement.lots = CreditLots(try CreditStore.lots(ofCredit: receipt.id.text, in: database))
    try receipt.reverse(on: day, reason: reason, &settlement, at: occurredAt)
    try unit.record(all: settlement.events)
    try CreditHolds.review(receipt.draft.customerID, in: unit)
  }
}
