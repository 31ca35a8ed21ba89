import Contracts
import Kernel

/// Whether a customer may order (D6, D11, H5).
public struct CreditStanding: Hashable, Sendable {
  public private(set) var isHeld: Bool
  public private(set) var reasons: [String]
  /// A person has released it until a day; afterwards the limits hold again.
  public private(set) var releasedUntil: BusinessDate?

  public init(isHeld: Bool = false, reasons: [String] = [], releasedUntil: BusinessDate? = nil) {
    (self.isHeld, self.reasons, self.releasedUntil) = (isHeld, reasons, releasedUntil)
  }

  /// A hold or its end, where what the customer owes has changed that.
  public func review(
    _ customer: ID<Customer>, by policy: CreditPolicy, _ exposure: CreditPolicy.Exposure, on day: BusinessDate,
    at now: Instant
  ) throws(MoneyError) -> [any DomainEvent] {
    let found = policy.reasons(for: exposure)
    if let releasedUntil, day <= releasedUntil, !isHeld { return [] }
    if found.isEmpty {
      guard isHeld else { return [] }
      return [
        CreditReleased(customerId: customer, releasedBy: nil, reason: nil, until: nil, on: day, occurredAt: now)
      ]
    }
    guard !isHeld || reasons != found else { return [] }
    return [
      CreditLimitExceeded(
        customerId: customer, reasons: found, owed: try Money(exposure.owed, policy.currency),
        overdue: try Money(exposure.overdue, policy.currency), oldestDays: exposure.oldestDays, on: day,
        occurredAt: now),
      CreditHeld(customerId: customer, reasons: found, on: day, occurredAt: now),
    ]
  }

  /// A person lets the customer order, with a reason: until a day, or that day alone.
  public func release(
    _ customer: ID<Customer>, by person: ID<Employee>, because reason: String, until last: BusinessDate?,
    on day: BusinessDate, at occurredAt: Instant
  ) throws(FinanceError) -> CreditReleased {
    var review = FieldReview()
    review.reason(reason)
    try review.finish()
    guard isHeld else { throw .notOnHold }
    return CreditReleased(
      customerId: customer, releasedBy: person, reason: reason, until: last ?? day, on: day, occurredAt: occurredAt)
  }
}
