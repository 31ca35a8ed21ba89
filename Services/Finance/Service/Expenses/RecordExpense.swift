import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// `POST /v1/expenses` (D3): paid at once where a method is named, owed otherwise. Categories are free codes.
struct RecordExpense: Command {
  var category: String
  var item: String
  var amount: Money
  var spentOn: BusinessDate
  var method: PaymentMethod?
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var campaignId: ID<Campaign>?
  /// Whom a gift went to (B19).
  var customerId: ID<Customer>?
  /// Whose wage it is.
  var employeeId: ID<Employee>?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ExpenseView> {
    let draft = request.body.draft
    try draft.review()
    try request.requireKnown(namesOf: draft, in: unit.database)
    let event = try draft.record(
      number: try DocumentNumbers.finance.next("EX", on: draft.spentOn, in: unit.database), try unit.books(),
      at: request.occurredAt(in: unit))
    try unit.record(event)
    return .created(ExpenseView(ExpenseState(event)), at: "/v1/expenses/\(event.expenseId)", version: nil)
  }

  private var draft: ExpenseDraft {
    ExpenseDraft(
      category: category, item: item, amount: amount, spentOn: spentOn, method: method, salespersonID: salespersonId,
      shop: shop, campaignID: campaignId, customerID: customerId, employeeID: employeeId)
  }
}

extension CommandRequest {
  /// Refuses an expense for an employee, a shop or a customer whom nobody knows (422); operations bring them.
  func requireKnown(namesOf draft: ExpenseDraft, in database: Database) throws {
    try requireNameable(draft.salespersonID, at: "/salespersonId", in: database)
    try requireNameable(draft.employeeID, at: "/employeeId", in: database)
    try requireNameable(shop: draft.shop, at: "/shop", in: database)
    guard let customer = draft.customerID, !caller.roles.contains(.operations),
      try FinanceCustomers.find(customer, in: database) == nil
    else { return }
    var review = FieldReview()
    review.refuse("/customerId", .unknownCustomer)
    try review.finish()
  }
}
