import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

struct ExpenseView: Codable, Sendable {
  var id: ID<Expense>
  var number: String
  var category: String
  var item: String
  var amount: Money
  var spentOn: BusinessDate
  /// How it was paid; absent while it is owed.
  var method: PaymentMethod?
  var paidOn: BusinessDate?
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var campaignId: ID<Campaign>?
  var customerId: ID<Customer>?
  /// Whose wage it is.
  var employeeId: ID<Employee>?
  /// What is spent each month, where this is one of its days.
  var recurringExpenseId: ID<RecurringExpense>?
  var reversedOn: BusinessDate?
  var reason: String?
}

extension ExpenseView {
  init(_ expense: ExpenseState) {
    let draft = expense.draft
    self.init(
      id: expense.id, number: expense.number, category: draft.category, item: draft.item, amount: draft.amount,
      spentOn: draft.spentOn, method: expense.method, paidOn: expense.paidOn, salespersonId: draft.salespersonID,
      shop: draft.shop, campaignId: draft.campaignID, customerId: draft.customerID, employeeId: draft.employeeID,
      recurringExpenseId: draft.recurringID, reversedOn: expense.reversedOn, reason: expense.reason)
  }
}

extension Answer where Body == ExpenseView {
  /// The expense as it now is.
  static func expense(_ id: ID<Expense>, in database: Database) throws -> Answer {
    Answer(ExpenseView(try ExpenseStore.state(id, in: database)))
  }
}
