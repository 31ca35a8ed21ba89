import Kernel

/// The days of what comes each month: the first one, and the same day of each month after it, the last one of a month
/// that is shorter (`Services/Finance/README.md#days`). Counted from the first, so that a 31st stays one after
/// February.
public struct MonthlyDays: Sequence, IteratorProtocol {
  private let first: BusinessDate
  private let last: BusinessDate
  private let after: BusinessDate?
  private var months = 0

  /// Both `from` and `to` count; days up to `after` are left out.
  public init(from first: BusinessDate, to last: BusinessDate, after: BusinessDate? = nil) {
    (self.first, self.last, self.after) = (first, last, after)
  }

  public mutating func next() -> BusinessDate? {
    while true {
      let day = first.adding(months: months)
      guard day <= last else { return nil }
      months += 1
      if let after, day <= after { continue }
      return day
    }
  }
}
