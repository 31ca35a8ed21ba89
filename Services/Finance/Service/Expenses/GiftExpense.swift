import Contracts
import FinanceDomain
import Messaging
import Persistence

/// A gift to a customer is an expense of the company (B19).
enum GiftExpense {
  static func record(_ event: GiftGiven, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    guard let draft = ExpenseDraft(event) else { return }
    let expense = try draft.arise(
      number: { try Items.nextNumber("EX", on: $0, in: unit.database) }, try unit.books(), at: event.occurredAt)
    try unit.record(expense)
  }
}
