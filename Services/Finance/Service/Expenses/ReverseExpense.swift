import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/expenses/{id}/reverse`.
struct ReverseExpense: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ExpenseView> {
    let books = try unit.books()
    return try request.move(unit, ExpenseStore.find, Answer.expense) {
      try $0.reverse(on: request.body.on, reason: request.body.reason, books, at: $1)
    }
  }
}
