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
    let (database, command, visibility) = (unit.database, request.body, request.visibility)
    let receipt = try ReceiptStore.find(request.id(), for: visibility, in: database)
    try receipt.review(
      reversalOn: command.on, reason: command.reason, lastUndone: try ReceiptStore.lastUndone(receipt.id, in: database))
    let books = try unit.books()
    try books.requireOpen(command.on, "/on")
    var settlement = try SettlementStore.find(
      undoing: try CreditStore.allocations("credit = ?", receipt.id.text, in: database), of: receipt.draft.customerID,
      books,
      in: database)
    settlement.lots = CreditLots(try CreditStore.lots(ofCredit: receipt.id.text, in: database))
    try receipt.reverse(on: command.on, reason: command.reason, &settlement, at: request.occurredAt(in: unit))
    try unit.record(all: settlement.events)
    try CreditHolds.review(receipt.draft.customerID, in: unit)
    return Answer(try ReceiptStore.view(receipt.id, for: visibility, in: database))
  }
}
