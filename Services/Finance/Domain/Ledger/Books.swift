import Contracts
import Kernel

/// What every posting asks of the world outside the rules: which months take entries, and where new ids come from.
public struct Books {
  /// The months that take no entries any more, as `2026-11`.
  public let closed: Set<String>
  private let newID: () -> String

  public init(closed: Set<String> = [], newID: @escaping () -> String) {
    self.closed = closed
    self.newID = newID
  }

  public func id<Subject>() -> ID<Subject> { ID(newID()) }

  /// The first day from this one on whose month takes entries: where what cannot be refused is posted.
  public func firstOpen(from day: BusinessDate) -> BusinessDate {
    var day = day
    while closed.contains(day.month) {
      let (year, month, _) = day.parts
      guard let first = BusinessDate(year: year, month: month, day: 1) else { return day }
      day = first.adding(months: 1)
    }
    return day
  }

  /// The day of something of a closed month that an entry corrects; nil where its month is open.
  public func reference(to day: BusinessDate) -> BusinessDate? { closed.contains(day.month) ? day : nil }

  /// Refuses a document that a person dates in a closed month (`Services/Finance/README.md#allocation`).
  public func requireOpen(_ day: BusinessDate, _ field: String) throws(FinanceError) {
    guard closed.contains(day.month) else { return }
    throw .periodClosed(field: field, month: day.month, firstOpen: firstOpen(from: day))
  }
}
