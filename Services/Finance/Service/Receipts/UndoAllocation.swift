import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/allocations/{id}/reverse`: the payment was meant for something else; the credit is the customer's again
/// (H6).
struct UndoAllocation: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<UndoneAllocation> {
    let (id, command): (ID<Allocation>, UndoAllocation) = (request.id(), request.body)
    guard let standing = try CreditStore.allocations("id = ?", id.text, in: unit.database).first,
      let receivable = try ReceivableStore.find(
        standing.receivableID, for: request.visibility, in: unit.database)
    else {
      throw Problem.notFound(Localized(zh: "分配", en: "allocation"), id.text)
    }
    try standing.review(undoingOn: command.on, reason: command.reason)
    let books = try unit.books()
    try books.requireOpen(command.on, "/on")
    let customer = receivable.customerID
    var settlement = try SettlementStore.find(undoing: [standing], of: customer, books, in: unit.database)
    try standing.undo(on: command.on, &settlement, at: request.occurredAt(in: unit))
    try unit.record(all: settlement.events)
    try CreditHolds.review(customer, in: unit)
    return Answer(
      UndoneAllocation(
        id: id, receivableId: standing.receivableID, creditId: standing.creditID, amount: standing.amount,
        reversedOn: command.on))
  }
}

/// What an undone allocation had paid.
struct UndoneAllocation: Codable, Sendable {
  var id: ID<Allocation>
  var receivableId: ID<Receivable>
  var creditId: String
  var amount: Money
  var reversedOn: BusinessDate
}
