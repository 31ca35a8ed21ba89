import Kernel

/// When reminders are due, and when they are gone: a reminder is found from what is in the store, so that one whose cause
/// has gone is simply not found any more. `day` is the day as of which somebody asks.
public struct ReminderDays: Sendable {
  public let policy: LeadsPolicy

  public init(_ policy: LeadsPolicy) {
    self.policy = policy
  }

  /// The last day whose reminders are told on a day: the next one.
  public static func horizon(of day: BusinessDate) -> BusinessDate { day.adding(days: 1) }

  /// The first instant that is unknown on a day.
  public static func end(of day: BusinessDate) -> Instant { CompanyZone.start(of: day.adding(days: 1)) }

  /// When a quote that was not ordered is to be asked about (B15).
  public func staleQuote(issuedOn: BusinessDate) -> BusinessDate { issuedOn.adding(days: policy.quoteDays) }

  /// Quotes issued later are not due yet.
  public func lastStaleQuote(on day: BusinessDate) -> BusinessDate {
    Self.horizon(of: day).adding(days: -policy.quoteDays)
  }

  /// When a customer whose last order was on a day is to be called (B15).
  public func noBusiness(since lastOrder: BusinessDate) -> BusinessDate { lastOrder.adding(days: policy.businessDays) }

  /// Customers whose last order is of these days are due: earlier ones have lapsed, whom the win-back list has.
  public func noBusiness(on day: BusinessDate) -> ClosedRange<BusinessDate>? {
    let first = day.adding(days: 1 - policy.lapsedDays)
    let last = Self.horizon(of: day).adding(days: -policy.businessDays)
    return first <= last ? first...last : nil
  }
}
