import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/receipts/{id}/allocate`: of what is unallocated.
struct AllocateReceipt: Command {
  static let bodyLimit = BodyLimit.lines

  var allocations: [ChosenAllocation]
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ReceiptView> {
    let visibility = request.visibility
    let receipt = try ReceiptStore.find(request.id(), for: visibility, in: unit.database)
    let customer = receipt.draft.customerID
    let lots = try CreditStore.lots(ofCredit: receipt.id.text, in: unit.database)
    let drafts = try Allocating.lay(
      lots, on: try PostReceipt.choices(request.body.allocations, for: visibility, in: unit.database), of: customer)
    try unit.allocate(drafts, of: customer, lots: lots, try unit.books(), at: request.occurredAt(in: unit))
    try CreditHolds.review(customer, in: unit)
    return Answer(try ReceiptStore.view(receipt.id, for: visibility, in: unit.database))
  }
}
