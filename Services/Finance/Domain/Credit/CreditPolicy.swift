import Kernel

/// When a customer may not order any more (D6, D11): without a limit never (`rules.md`, Allocation).
public struct CreditPolicy: Hashable, Sendable {
  public var limit: Money?
  public var overdueLimit: Money?
  public var overdueDays: Int?

  public init(limit: Money? = nil, overdueLimit: Money? = nil, overdueDays: Int? = nil) {
    self.limit = limit
    self.overdueLimit = overdueLimit
    self.overdueDays = overdueDays
  }

  /// What a customer owes today.
  public struct Exposure: Hashable, Sendable {
    /// Open receivables less unallocated money, in the limit's currency.
    public var owed: Int64
    public var overdue: Int64
    /// Days of the oldest overdue receivable; 0 without one.
    public var oldestDays: Int

    public init(owed: Int64, overdue: Int64, oldestDays: Int) {
      self.owed = owed
      self.overdue = overdue
      self.oldestDays = oldestDays
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
