import Contracts
import Kernel

/// What is told of a commission plan (C15): a known code with another `validFrom` is its next version, which takes over
/// from that day on. A rate of zero ends a plan.
public struct PlanDraft: Hashable, Sendable {
  public var code: ID<CommissionPlan>
  public var salespersonID: ID<Employee>?
  public var role: String?
  public var category: String?
  public var trigger: CommissionTrigger
  public var rate: Percent
  public var validFrom: BusinessDate

  public init(
    code: ID<CommissionPlan>, salespersonID: ID<Employee>?, role: String?, category: String?,
    trigger: CommissionTrigger, rate: Percent, validFrom: BusinessDate
  ) {
    (self.code, self.salespersonID, self.role, self.category) = (code, salespersonID, role, category)
    (self.trigger, self.rate, self.validFrom) = (trigger, rate, validFrom)
  }

  /// `versions`: of all plans, or of this one.
  public func set(
    after versions: [PlanVersion], at occurredAt: Instant
  ) throws(FinanceError) -> CommissionPlanChanged {
    var review = FieldReview()
    if (salespersonID == nil) == (role == nil) { review.refuse("/salespersonId", .personOrRole) }
    if rate < .zero || rate > .whole { review.refuse("/ratePercent", .notFromZeroToHundred) }
    review.length("/role", role)
    review.length("/category", category)
    try review.finish()
    let earlier = versions.filter { $0.code == code }
    guard !earlier.contains(where: { $0.validFrom == validFrom }) else { throw .planTaken(code, from: validFrom) }
    return CommissionPlanChanged(
      code: code, version: earlier.count + 1, salespersonId: salespersonID, role: role, category: category,
      trigger: trigger, ratePercent: rate, validFrom: validFrom, occurredAt: occurredAt)
  }
}

extension PlanVersion {
  public init(_ event: CommissionPlanChanged) {
    self.init(
      code: event.code, version: event.version, salespersonID: event.salespersonId, role: event.role,
      category: event.category, trigger: event.trigger, rate: event.ratePercent, validFrom: event.validFrom)
  }
}
