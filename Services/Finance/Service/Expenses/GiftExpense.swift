import Contracts
import FinanceDomain
import ServiceKit
import Persistence

/// A gift to a customer is an expense of the company (B19).
enum GiftExpense {
  static func record(_ event: GiftGiven, _ unit: borrowing UnitOfWork) throws {
    guard let draft = ExpenseDraft(event) else { return }
    let expense = try draft.arise(
      number: { try DocumentNumbers.finance.next("EX", on: $0, in: unit.database) }, try unit.books(),
      at: event.occurredAt)
    try unit.record(expense)
  }
}
