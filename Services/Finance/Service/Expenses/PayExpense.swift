import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/expenses/{id}/pay`: what was owed.
struct PayExpense: Command {
  var method: PaymentMethod
  var paidOn: BusinessDate
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ExpenseView> {
    var expense = try ExpenseStore.state(request.id(), in: unit.database)
    let event = try expense.pay(
      on: request.body.paidOn, by: request.body.method, try unit.books(), at: request.occurredAt(in: unit))
    try unit.record(event)
    expense.apply(event)
    return Answer(ExpenseView(expense))
  }
}
