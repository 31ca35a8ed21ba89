import Contracts
import Kernel

/// What is told of an expense. Categories are free codes.
public struct ExpenseDraft: Hashable, Sendable {
  public var category: String
  public var item: String
  public var amount: Money
  public var spentOn: BusinessDate
  public var method: PaymentMethod?
  public var salespersonID: ID<Employee>?
  public var shop: ID<Shop>?
  public var campaignID: ID<Campaign>?
  /// Whom a gift went to (B19).
  public var customerID: ID<Customer>?
  /// Whose wage it is.
  public var employeeID: ID<Employee>?
  /// What is spent each month, where this is one of its days.
  public var recurringID: ID<RecurringExpense>?

  public init(
    category: String, item: String, amount: Money, spentOn: BusinessDate, method: PaymentMethod?,
    salespersonID: ID<Employee>? = nil, shop: ID<Shop>? = nil, campaignID: ID<Campaign>? = nil,
    customerID: ID<Customer>? = nil, employeeID: ID<Employee>? = nil, recurringID: ID<RecurringExpense>? = nil
  ) {
    (self.category, self.item, self.amount, self.spentOn) = (category, item, amount, spentOn)
    (self.method, self.salespersonID, self.shop, self.campaignID) = (method, salespersonID, shop, campaignID)
    (self.customerID, self.employeeID, self.recurringID) = (customerID, employeeID, recurringID)
  }

  /// A gift to a customer is an expense of the company, owed until somebody says how it was paid (B19); one that cost
  /// nothing is none.
  public init?(_ gift: GiftGiven, _ policy: FinancePolicy = .standard) {
    guard gift.cost.amount > 0 else { return nil }
    self.init(
      category: policy.gifts, item: gift.description, amount: gift.cost, spentOn: gift.givenOn, method: nil,
      salespersonID: gift.givenBy, customerID: gift.customerId)
  }

  public func review() throws(FinanceError) {
    var review = FieldReview()
    review.category("/category", category)
    review.text("/item", item)
    review.positive("/amount", amount)
    try review.finish()
  }

  /// As a person records it: its own month takes entries, or it is refused.
  public func record(number: String, _ books: Books, at occurredAt: Instant) throws(FinanceError) -> ExpenseRecorded {
    try books.requireOpen(spentOn, "/spentOn")
    return posted(on: spentOn, number: number, books, at: occurredAt)
  }

  /// As it comes by itself: where its month is closed, into the first open one, which the entry says. `dueOn`: the day
  /// of what is spent each month. The number is that of the day on which it is posted.
  public func arise(
    dueOn: BusinessDate? = nil, number: (BusinessDate) throws -> String, _ books: Books, at occurredAt: Instant
  ) rethrows -> ExpenseRecorded {
    let day = books.firstOpen(from: spentOn)
    return posted(on: day, number: try number(day), dueOn: dueOn, books, at: occurredAt)
  }

  private func posted(
    on day: BusinessDate, number: String, dueOn: BusinessDate? = nil, _ books: Books, at occurredAt: Instant
  ) -> ExpenseRecorded {
    ExpenseRecorded(
      expenseId: books.id(), number: number, category: category, item: item, amount: amount, spentOn: day,
      method: method, salespersonId: salespersonID, shop: shop, campaignId: campaignID, customerId: customerID,
      employeeId: employeeID, recurringExpenseId: recurringID, dueOn: dueOn,
      entry: .moving(
        on: day, debit: [(Account.expense(category), amount)],
        credit: [(method?.account ?? Account.payable, amount)], refersTo: spentOn),
      occurredAt: occurredAt)
  }
}
