import Contracts
import Kernel

/// When a customer may not order any more (D6, D11): without a limit never (`Services/Finance/README.md#allocation`).
public struct CreditPolicy: Hashable, Sendable {
  public var limit: Money?
  public var overdueLimit: Money?
  public var overdueDays: Int?

  public init(limit: Money? = nil, overdueLimit: Money? = nil, overdueDays: Int? = nil) {
    (self.limit, self.overdueLimit, self.overdueDays) = (limit, overdueLimit, overdueDays)
  }

  /// That of its limits.
  public var currency: Currency { (limit ?? overdueLimit)?.currency ?? .cny }

  /// Sets the limits; what is left out is no limit. Both are in one currency.
  public func set(for customer: ID<Customer>, at occurredAt: Instant) throws(FinanceError) -> CreditLimitSet {
    var review = FieldReview()
    review.notNegative("/limit", limit)
    review.notNegative("/overdueLimit", overdueLimit)
    if let overdueDays, overdueDays < 0 { review.refuse("/overdueDays", .negativeDays) }
    if let limit, let overdueLimit, limit.currency != overdueLimit.currency {
      review.refuse("/overdueLimit/currency", .mixedCurrencies)
    }
    try review.finish()
    return CreditLimitSet(
      customerId: customer, limit: limit, overdueLimit: overdueLimit, overdueDays: overdueDays, occurredAt: occurredAt)
  }

  /// What a customer owes today.
  public struct Exposure: Hashable, Sendable {
    /// Open receivables less unallocated money, in the limit's currency.
    public var owed: Int64
    public var overdue: Int64
    /// Days of the oldest overdue receivable; 0 without one.
    public var oldestDays: Int

    public init(owed: Int64, overdue: Int64, oldestDays: Int) {
      (self.owed, self.overdue, self.oldestDays) = (owed, overdue, oldestDays)
    }

    /// Of receivables with what is open of each on a day, less what the customer has to its credit on it.
    public init(
      _ open: [(dueOn: BusinessDate, amount: Int64)], credit: Int64, on day: BusinessDate
    ) {
      let late = open.filter { $0.amount > 0 && $0.dueOn < day }
      self.init(
        owed: open.reduce(0) { $0 + $1.amount } - credit, overdue: late.reduce(0) { $0 + $1.amount },
        oldestDays: late.map(\.dueOn).min().map { day.days(since: $0) } ?? 0)
    }
  }

  public func reasons(for exposure: Exposure) -> [String] {
    var reasons: [String] = []
    if let limit, exposure.owed > limit.amount { reasons.append("limit") }
    if let overdueLimit, exposure.overdue > overdueLimit.amount { reasons.append("overdue-amount") }
    if let overdueDays, exposure.oldestDays > overdueDays { reasons.append("overdue-days") }
    return reasons
  }
}
