import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/allocations/{id}/reverse`: the payment was meant for something else; the credit is the customer's again
/// (H6).
struct UndoAllocation: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?
}

/// The reverse record stands beside the allocation, never before it (`rules.md`, Allocation).
func undoAllocation(
  _ request: CommandRequest<UndoAllocation>, in unit: borrowing UnitOfWork
) throws -> Answer<UndoneAllocation> {
  let id: ID<Allocation> = request.id()
  guard let standing = try Items.allocation(id, in: unit.database) else {
    throw Problem.notFound(Localized(zh: "分配", en: "allocation"), id.text)
  }
  var checks = FieldChecks()
  checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
  if request.body.on < standing.on {
    checks.refuse(
      "/on", "before-allocation",
      Localized(zh: "不能早于分配日期 \(standing.on)。", en: "It cannot be before the allocation's day, \(standing.on)."))
  }
  try checks.finish()
  try Periods.requireOpen(request.body.on, "/on", in: unit.database)
  guard standing.amount.amount > 0 else { throw FinanceError.alreadyReversed }
  try unit.free(standing.amount, of: [standing], on: request.body.on, at: request.occurredAt(in: unit))
  if let receivable = try Items.receivable(standing.receivable, in: unit.database) {
    try CreditHolds.review(receivable.customerID, in: unit)
  }
  return Answer(
    UndoneAllocation(
      id: id, receivableId: standing.receivable, creditId: standing.credit, amount: standing.amount,
      reversedOn: request.body.on))
}

/// What an undone allocation had paid.
struct UndoneAllocation: Codable, Sendable {
  var id: ID<Allocation>
  var receivableId: ID<Receivable>
  var creditId: String
  var amount: Money
  var reversedOn: BusinessDate
}
