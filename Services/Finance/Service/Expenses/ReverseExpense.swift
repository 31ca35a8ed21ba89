import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/expenses/{id}/reverse`.
struct ReverseExpense: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ExpenseView> {
    var expense = try ExpenseStore.state(request.id(), in: unit.database)
    let event = try expense.reverse(
      on: request.body.on, reason: request.body.reason, try unit.books(), at: request.occurredAt(in: unit))
    try unit.record(event)
    expense.apply(event)
    return Answer(ExpenseView(expense))
  }
}
