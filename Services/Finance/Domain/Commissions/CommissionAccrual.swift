import Contracts
import Kernel

/// What a plan has earned, with what is left of it: plan version, rate and person are those of its day.
public struct CommissionAccrual: Hashable, Sendable {
  public var id: ID<Commission>
  public var salesperson: ID<Employee>
  public var planCode: ID<CommissionPlan>
  /// 0 while no plan has been found.
  public var planVersion: Int
  /// What the plan is for; nil for all.
  public var planCategory: String?
  public var trigger: CommissionTrigger
  public var rate: Percent
  /// The order, the delivery or the allocation that earned it.
  public var cause: String
  public var receivable: ID<Receivable>?
  public var gross: Money
  public var base: Money
  public var on: BusinessDate
  /// The category of what it was earned with, where another plan may still come before this one.
  public var awaitedCategory: String?

  public init(
    id: ID<Commission>, salesperson: ID<Employee>, planCode: ID<CommissionPlan>, planVersion: Int,
    planCategory: String?, trigger: CommissionTrigger, rate: Percent, cause: String, receivable: ID<Receivable>?,
    gross: Money, base: Money, on: BusinessDate, awaitedCategory: String?
  ) {
    (self.id, self.salesperson, self.planCode, self.planVersion) = (id, salesperson, planCode, planVersion)
    (self.planCategory, self.trigger, self.rate) = (planCategory, trigger, rate)
    (self.cause, self.receivable, self.gross) = (cause, receivable, gross)
    (self.base, self.on, self.awaitedCategory) = (base, on, awaitedCategory)
  }

  init(_ event: CommissionAccrued, planCategory: String?) {
    self.init(
      id: event.commissionId, salesperson: event.salespersonId, planCode: event.planCode,
      planVersion: event.planVersion, planCategory: planCategory, trigger: event.trigger, rate: event.ratePercent,
      cause: event.causeId, receivable: event.receivableId, gross: event.gross, base: event.base, on: event.on,
      awaitedCategory: event.awaits?.category)
  }

  mutating func apply(_ event: CommissionAdjusted) throws(MoneyError) {
    gross = try gross.adding(event.gross)
    base = try base.adding(event.base)
    if base.isZero { awaitedCategory = nil }
  }
}

/// Which accruals of an order something takes back from.
public enum CommissionScope: Hashable, Sendable {
  case cause(String)
  case receivable(ID<Receivable>)
  case trigger(CommissionTrigger)
  /// Those by plans that are for this category, or for all.
  case signed(category: String?)
  case accrual(ID<Commission>)

  func includes(_ accrual: CommissionAccrual) -> Bool {
    switch self {
    case .cause(let id): accrual.cause == id
    case .receivable(let id): accrual.receivable == id
    case .trigger(let trigger): accrual.trigger == trigger
    case .signed(let category):
      accrual.trigger == .signed
        && (accrual.planCategory ?? accrual.awaitedCategory ?? category ?? "") == category ?? ""
    case .accrual(let id): accrual.id == id
    }
  }
}
