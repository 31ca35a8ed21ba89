import Contracts
import Kernel

/// A month of the ledger (H9): closed, it takes no entries any more.
public struct MonthState: Hashable, Sendable {
  /// An end or a new beginning of it, and who said so.
  public struct Turn: Hashable, Sendable {
    public var on: BusinessDate
    public var by: ID<Employee>

    public init(on: BusinessDate, by: ID<Employee>) {
      self.on = on
      self.by = by
    }
  }

  /// `2026-11`
  public let month: String
  public private(set) var isClosed: Bool
  /// How many entries it has.
  public let entries: Int
  public private(set) var closed: Turn?
  public private(set) var reopened: Turn?
  /// Why it was opened again.
  public private(set) var reason: String?

  public init(
    month: String, isClosed: Bool = false, entries: Int = 0, closed: Turn? = nil, reopened: Turn? = nil,
    reason: String? = nil
  ) {
    (self.month, self.isClosed, self.entries) = (month, isClosed, entries)
    (self.closed, self.reopened, self.reason) = (closed, reopened, reason)
  }

  public mutating func apply(_ event: PeriodClosed) {
    isClosed = true
    closed = Turn(on: event.on, by: event.closedBy)
  }

  public mutating func apply(_ event: PeriodReopened) {
    isClosed = false
    reopened = Turn(on: event.on, by: event.reopenedBy)
    reason = event.reason
  }

  public func close(by person: ID<Employee>, on day: BusinessDate, at occurredAt: Instant) throws(FinanceError)
    -> PeriodClosed
  {
    guard !isClosed else { throw .periodAlready(closed: true) }
    return PeriodClosed(month: month, on: day, closedBy: person, occurredAt: occurredAt)
  }

  public func reopen(
    by person: ID<Employee>, because reason: String, on day: BusinessDate, at occurredAt: Instant
  ) throws(FinanceError) -> PeriodReopened {
    var review = FieldReview()
    review.reason(reason)
    try review.finish()
    guard isClosed else { throw .periodAlready(closed: false) }
    return PeriodReopened(month: month, on: day, reopenedBy: person, reason: reason, occurredAt: occurredAt)
  }
}
