import Contracts
import FinanceDomain
import Kernel
import Messaging
import Persistence

/// A gift to a customer is an expense of the company (B19), owed until somebody says how it was paid.
enum GiftExpense {
  static let category = "gift"

  static func record(_ event: GiftGiven, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    guard event.cost.amount > 0 else { return }
    let posted = try Periods.firstOpen(from: event.givenOn, in: unit.database)
    try unit.record(
      ExpenseRecorded(
        expenseId: unit.newID(), number: try Items.nextNumber("EX", on: posted, in: unit.database),
        category: category, item: event.description, amount: event.cost, spentOn: posted, method: nil,
        salespersonId: event.givenBy, shop: nil, campaignId: nil, customerId: event.customerId,
        entry: .moving(
          on: posted, debit: [(Account.expense(category), event.cost)], credit: [(Account.payable, event.cost)],
          refersTo: event.givenOn),
        occurredAt: event.occurredAt))
  }
}
