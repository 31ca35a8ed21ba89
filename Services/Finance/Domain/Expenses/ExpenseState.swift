import Contracts
import Kernel

/// What the company spends, once (D3): paid at once where a method is named, owed otherwise.
public struct ExpenseState: Hashable, Sendable {
  public let id: ID<Expense>
  public let number: String
  public let draft: ExpenseDraft
  /// How it was paid; nil while it is owed.
  public private(set) var method: PaymentMethod?
  public private(set) var paidOn: BusinessDate?
  public private(set) var reversedOn: BusinessDate?
  public private(set) var reason: String?

  public init(
    id: ID<Expense>, number: String, _ draft: ExpenseDraft, paidOn: BusinessDate?, reversedOn: BusinessDate?,
    reason: String?
  ) {
    (self.id, self.number, self.draft) = (id, number, draft)
    method = draft.method
    (self.paidOn, self.reversedOn, self.reason) = (paidOn, reversedOn, reason)
  }

  public init(_ event: ExpenseRecorded) {
    self.init(
      id: event.expenseId, number: event.number,
      ExpenseDraft(
        category: event.category, item: event.item, amount: event.amount, spentOn: event.spentOn, method: event.method,
        salespersonID: event.salespersonId, shop: event.shop, campaignID: event.campaignId,
        customerID: event.customerId, employeeID: event.employeeId, recurringID: event.recurringExpenseId),
      paidOn: event.method == nil ? nil : event.spentOn, reversedOn: nil, reason: nil)
  }

  public mutating func apply(_ event: ExpensePaid) {
    method = event.method
    paidOn = event.paidOn
  }

  public mutating func apply(_ event: ExpenseReversed) {
    reversedOn = event.on
    reason = event.reason
  }

  /// What was owed is paid, never before it was spent.
  public func pay(
    on day: BusinessDate, by method: PaymentMethod, _ books: Books, at occurredAt: Instant
  ) throws(FinanceError) -> ExpensePaid {
    guard self.method == nil, reversedOn == nil else { throw .nothingOpen }
    var review = FieldReview()
    review.notBefore(draft.spentOn, "/paidOn", day)
    try review.finish()
    try books.requireOpen(day, "/paidOn")
    return ExpensePaid(
      expenseId: id, number: number, category: draft.category, item: draft.item, amount: draft.amount, paidOn: day,
      method: method, salespersonId: draft.salespersonID, shop: draft.shop, campaignId: draft.campaignID,
      customerId: draft.customerID,
      entry: .moving(
        on: day, debit: [(Account.payable, draft.amount)], credit: [(method.account, draft.amount)]),
      occurredAt: occurredAt)
  }

  /// It was none, or its money came back: never before it was spent and paid.
  public func reverse(
    on day: BusinessDate, reason: String, _ books: Books, at occurredAt: Instant
  ) throws(FinanceError) -> ExpenseReversed {
    guard reversedOn == nil else { throw .alreadyReversed }
    var review = FieldReview()
    review.reason(reason)
    review.notBefore(max(draft.spentOn, paidOn ?? draft.spentOn), "/on", day)
    try review.finish()
    try books.requireOpen(day, "/on")
    return ExpenseReversed(
      expenseId: id, number: number, category: draft.category, item: draft.item, amount: draft.amount, on: day,
      method: method, salespersonId: draft.salespersonID, shop: draft.shop, campaignId: draft.campaignID,
      customerId: draft.customerID, reason: reason,
      entry: .moving(
        on: day, debit: [(method?.account ?? Account.payable, draft.amount)],
        credit: [(Account.expense(draft.category), draft.amount)], refersTo: books.reference(to: draft.spentOn)),
      occurredAt: occurredAt)
  }
}
