import Contracts
import Kernel

/// The last business with a customer who has ordered: order or contact (A18).
public struct Lapse: Hashable, Sendable {
  public var lastOrderOn: BusinessDate
  /// The day of the last activity or touch.
  public var lastContactOn: BusinessDate?

  public init(lastOrderOn: BusinessDate, lastContactOn: BusinessDate?) {
    self.lastOrderOn = lastOrderOn
    self.lastContactOn = lastContactOn
  }

  public var lastBusinessOn: BusinessDate { max(lastOrderOn, lastContactOn ?? lastOrderOn) }

  /// The last day of business of somebody who has lapsed by a day.
  public static func border(on day: BusinessDate, _ policy: LeadsPolicy) -> BusinessDate {
    day.adding(days: -policy.lapsedDays)
  }

  /// Without order and contact for as long as the policy says.
  public func isLapsed(on day: BusinessDate, _ policy: LeadsPolicy) -> Bool {
    lastBusinessOn <= Self.border(on: day, policy)
  }

  /// Tells that a customer who had lapsed is back by an order, an activity or a lead. To be told once for each lapse:
  /// the caller knows of which days it was told.
  public func ended(
    by what: String, of customer: ID<Customer>, on day: BusinessDate, _ policy: LeadsPolicy, at occurredAt: Instant
  ) -> CustomerReactivated? {
    guard isLapsed(on: day, policy) else { return nil }
    return CustomerReactivated(
      customerId: customer, lapsedOn: lastBusinessOn, by: what, on: day, occurredAt: occurredAt)
  }
}
