import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/expenses/{id}/pay`: what was owed.
struct PayExpense: Command {
  var method: PaymentMethod
  var paidOn: BusinessDate
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ExpenseView> {
    let books = try unit.books()
    return try request.move(unit, ExpenseStore.find, Answer.expense) {
      try $0.pay(on: request.body.paidOn, by: request.body.method, books, at: $1)
    }
  }
}
