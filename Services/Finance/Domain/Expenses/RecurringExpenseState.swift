import Contracts
import Kernel

/// What is spent each month by itself: rent, utilities, wages (D3).
public struct RecurringExpenseState: Hashable, Sendable {
  public let id: ID<RecurringExpense>
  /// Its `spentOn` is the first day; the others are the same day of each month after it.
  public let draft: ExpenseDraft
  public private(set) var endsOn: BusinessDate?
  /// The last day that was posted.
  public var lastDueOn: BusinessDate?

  public init(
    id: ID<RecurringExpense>, _ draft: ExpenseDraft, endsOn: BusinessDate?, lastDueOn: BusinessDate? = nil
  ) {
    (self.id, self.draft, self.endsOn, self.lastDueOn) = (id, draft, endsOn, lastDueOn)
  }

  public mutating func apply(_ event: RecurringExpenseChanged) { endsOn = event.endsOn }

  /// From its first day on.
  public func begin(at occurredAt: Instant) throws(FinanceError) -> RecurringExpenseChanged {
    var review = FieldReview()
    review.category("/category", draft.category)
    review.text("/item", draft.item)
    review.positive("/amount", draft.amount)
    if let endsOn { review.notBefore(draft.spentOn, "/endsOn", endsOn) }
    try review.finish()
    return changed(endsOn: endsOn, at: occurredAt)
  }

  /// Nothing is posted after this day; what was posted stays.
  public func end(on day: BusinessDate, at occurredAt: Instant) throws(FinanceError) -> RecurringExpenseChanged {
    var review = FieldReview()
    review.notBefore(lastDueOn ?? draft.spentOn, "/endsOn", day)
    try review.finish()
    return changed(endsOn: day, at: occurredAt)
  }

  private func changed(endsOn: BusinessDate?, at occurredAt: Instant) -> RecurringExpenseChanged {
    RecurringExpenseChanged(
      recurringExpenseId: id, category: draft.category, item: draft.item, amount: draft.amount,
      startsOn: draft.spentOn, endsOn: endsOn, method: draft.method, salespersonId: draft.salespersonID,
      shop: draft.shop, campaignId: draft.campaignID, employeeId: draft.employeeID, occurredAt: occurredAt)
  }

  /// The days that have come by a day and were not posted yet, those of days on which nobody ran the rule too.
  public func due(by day: BusinessDate) -> MonthlyDays {
    MonthlyDays(from: draft.spentOn, to: min(day, endsOn ?? day), after: lastDueOn)
  }

  /// The expense of one of its days.
  public func expense(on due: BusinessDate) -> ExpenseDraft {
    var expense = draft
    expense.spentOn = due
    expense.recurringID = id
    return expense
  }
}
