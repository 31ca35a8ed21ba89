import Kernel

/// What earns a commission.
public enum CommissionTrigger: String, Codable, CaseIterable, Hashable, Sendable {
  case signed, delivered, received
}

/// A version of a commission plan (C15). A later one takes over from its `validFrom` on; what was earned before
/// stays.
public struct CommissionPlanChanged: DomainEvent {
  public static let type = "joinery.finance.commission_plan.changed.v1"
  public var key: String { code.text }

  public var code: ID<CommissionPlan>
  public var version: Int
  /// Code of the person whose plan it is; absent for a role's plan.
  public var salespersonId: ID<Employee>?
  /// The role whose plan it is; absent for a person's.
  public var role: String?
  /// Only products of this category; all without it.
  public var category: String?
  public var trigger: CommissionTrigger
  /// Commission in percent of the base.
  public var ratePercent: Percent
  /// The first day on which this version counts.
  public var validFrom: BusinessDate
  public var occurredAt: Instant
}

/// A salesperson earned commission (C15). Plan version, rate and person are frozen here: what is taken back later is
/// taken back from this.
public struct CommissionAccrued: DomainEvent {
  public static let type = "joinery.finance.commission.accrued.v1"

  public var commissionId: ID<Commission>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>
  /// Code of the salesperson who earned it.
  public var salespersonId: ID<Employee>
  public var planCode: ID<CommissionPlan>
  public var planVersion: Int
  public var trigger: CommissionTrigger
  /// Commission in percent of the base.
  public var ratePercent: Percent
  /// What earned it: the order, the delivery or the allocation.
  public var causeId: String
  /// The receivable of an allocation.
  public var receivableId: ID<Receivable>?
  /// Of what the customer signed, got or paid, tax included: what this is about.
  public var gross: Money
  /// The part of it that the plan is for, without tax.
  public var base: Money
  /// The commission: the base times the rate.
  public var amount: Money
  public var on: BusinessDate
  public var entry: LedgerEntry
  /// What was not known yet of a fact that another plan may be for: it is matched again when that comes. Without any
  /// plan so far `planVersion` is 0.
  public var awaits: Awaited? = nil
  public var occurredAt: Instant

  /// What is still to come, and what is known.
  public struct Awaited: Codable, Hashable, Sendable {
    /// Whether the salesperson's role is to come.
    public var role: Bool
    /// The product that is to come.
    public var sku: String?
    /// The product's category where it is known.
    public var category: String?
    /// The day whose plans are matched.
    public var on: BusinessDate
  }
}

/// Commission was taken back, at the original rate and from the original person.
public struct CommissionAdjusted: DomainEvent {
  public static let type = "joinery.finance.commission.adjusted.v1"

  /// The accrual that it is taken from.
  public var commissionId: ID<Commission>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>
  /// Code of the salesperson who had earned it.
  public var salespersonId: ID<Employee>
  public var planCode: ID<CommissionPlan>
  public var planVersion: Int
  public var trigger: CommissionTrigger
  /// Commission in percent of the base, as it was accrued.
  public var ratePercent: Percent
  /// What took it back: the amendment or cancellation of the order, the delivery, the allocation, the credit note.
  public var causeId: String
  /// Negative, as are base and amount.
  public var gross: Money
  /// The part of `gross` that the plan is for, without tax; negative.
  public var base: Money
  /// The commission that is taken back; negative.
  public var amount: Money
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// Commission went to a salesperson. What is taken back after it was paid is carried forward as a debt.
public struct CommissionPaid: DomainEvent {
  public static let type = "joinery.finance.commission.paid.v1"
  public var key: String { salespersonId.text }

  public var payoutId: ID<Payment>
  /// Without gaps per year.
  public var number: String
  /// Code of the salesperson who is paid; also the key.
  public var salespersonId: ID<Employee>
  /// What was paid.
  public var amount: Money
  public var method: PaymentMethod
  /// The business day of the payment.
  public var paidOn: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant
}
