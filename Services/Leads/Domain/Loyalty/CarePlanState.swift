import Contracts
import Kernel

/// A plan of care by the days of the year that matter to customers, as it now is (B11, B18).
public struct CarePlanState: Hashable, Sendable {
  public var id: ID<CarePlan>
  public var name: String
  /// The kind of the customer's date that it follows, or `installation`.
  public var dateKind: String
  /// Days before the day on which care is due.
  public var leadDays: Int
  /// For this tier only.
  public var tier: CustomerTier?
  public var active: Bool
  public var version: Int

  /// The kind that follows the days of the customer's installations.
  public static let installation = "installation"
  public static let leadDayRange = 0...60

  public init(
    id: ID<CarePlan>, name: String, dateKind: String, leadDays: Int, tier: CustomerTier?, active: Bool, version: Int
  ) {
    (self.id, self.name, self.dateKind, self.leadDays) = (id, name, dateKind, leadDays)
    (self.tier, self.active, self.version) = (tier, active, version)
  }

  public static func plan(
    _ id: ID<CarePlan>, name: String, dateKind: String, leadDays: Int?, tier: CustomerTier?, active: Bool?,
    _ policy: LeadsPolicy, at occurredAt: Instant
  ) throws(LeadError) -> CarePlanChanged {
    var review = FieldReview()
    review.text("/name", name)
    review.text("/dateKind", dateKind, upTo: 50)
    if let leadDays, !leadDayRange.contains(leadDays) { review.refuse("/leadDays", .outOfRange(leadDayRange)) }
    try review.finish()
    return CarePlanChanged(
      planId: id, name: name, dateKind: dateKind, leadDays: leadDays ?? policy.careLeadDays, tier: tier?.rawValue,
      active: active ?? true, occurredAt: occurredAt)
  }

  /// The day of the year that comes next of a customer's date, once it is as near as the plan says.
  public func due(of date: BusinessDate, on day: BusinessDate) -> BusinessDate? {
    guard active, let due = YearlyDay.next(of: date, from: day), due.days(since: day) <= leadDays else { return nil }
    return due
  }

  /// Tells of a customer's day that comes.
  public func raised(
    for customer: ID<Customer>, owner: ID<Employee>?, dueOn: BusinessDate, on day: BusinessDate, at occurredAt: Instant
  ) -> CareDue {
    CareDue(
      planId: id, customerId: customer, dateKind: dateKind, ownerId: owner, dueOn: dueOn, raisedOn: day,
      occurredAt: occurredAt)
  }
}
