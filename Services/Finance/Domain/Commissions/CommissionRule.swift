import Contracts
import Kernel

/// A version of a commission plan (C15), as the rules see it.
public struct PlanVersion: Hashable, Sendable {
  public var code: ID<CommissionPlan>
  public var version: Int
  public var salespersonID: ID<Employee>?
  public var role: String?
  public var category: String?
  public var trigger: CommissionTrigger
  public var rate: Percent
  public var validFrom: BusinessDate

  public init(
    code: ID<CommissionPlan>, version: Int, salespersonID: ID<Employee>?, role: String?, category: String?,
    trigger: CommissionTrigger, rate: Percent, validFrom: BusinessDate
  ) {
    (self.code, self.version, self.salespersonID, self.role) = (code, version, salespersonID, role)
    (self.category, self.trigger, self.rate, self.validFrom) = (category, trigger, rate, validFrom)
  }
}

/// Whom and what a plan may be for.
public struct CommissionSubject: Hashable, Sendable {
  public var salesperson: ID<Employee>
  /// Nil while finance has not heard of the person.
  public var role: String?
  public var goods: Goods

  /// What of an order's lines a plan may be for.
  public struct Goods: Hashable, Comparable, Sendable {
    /// Nil for lines without a product.
    public var category: String?
    /// A product that finance has not heard of: its category is still to come.
    public var unknown: String?

    public init(category: String?, unknown: String? = nil) {
      self.category = category
      self.unknown = unknown
    }

    public static func < (left: Goods, right: Goods) -> Bool {
      (left.category ?? "", left.unknown ?? "") < (right.category ?? "", right.unknown ?? "")
    }
  }

  public init(salesperson: ID<Employee>, role: String?, goods: Goods) {
    (self.salesperson, self.role, self.goods) = (salesperson, role, goods)
  }

  fileprivate func matches(_ plan: PlanVersion) -> Bool {
    (plan.salespersonID.map { $0 == salesperson } ?? (plan.role != nil && plan.role == role))
      && (plan.category == nil || plan.category == goods.category)
  }

  fileprivate func mayMatch(_ plan: PlanVersion) -> Bool {
    (plan.salespersonID.map { $0 == salesperson } ?? (role == nil || plan.role == role))
      && (plan.category == nil || plan.category == goods.category || goods.unknown != nil)
  }
}

/// What is earned by which plan (`Services/Finance/README.md#commission`; H9).
public enum CommissionRule {
  /// The plan for a salesperson and a product category on a day: of each code the version in force; a plan for the
  /// person before one for the role, one for the category before one for all; then by code. Plans of other triggers
  /// earn beside it. `isFinal`: whether no other plan can come before it once role and product are known.
  public static func plan(
    of versions: [PlanVersion], trigger: CommissionTrigger, for subject: CommissionSubject, on day: BusinessDate
  ) -> (plan: PlanVersion?, isFinal: Bool) {
    var inForce: [ID<CommissionPlan>: PlanVersion] = [:]
    for version in versions where version.validFrom <= day {
      if let other = inForce[version.code], (other.validFrom, other.version) > (version.validFrom, version.version) {
        continue
      }
      inForce[version.code] = version
    }
    func rank(_ plan: PlanVersion) -> Int { (plan.salespersonID == nil ? 0 : 2) + (plan.category == nil ? 0 : 1) }
    func isBefore(_ left: PlanVersion, _ right: PlanVersion) -> Bool {
      (rank(right), left.code) < (rank(left), right.code)
    }
    let plans = inForce.values.filter { $0.trigger == trigger }
    let plan = plans.filter(subject.matches).min(by: isBefore)
    let isFinal = !plans.contains { other in
      subject.mayMatch(other) && (plan.map { other != $0 && isBefore(other, $0) } ?? true)
    }
    return (plan, isFinal)
  }

  /// What more base earns beside what a plan has earned in an order already: by the sum, so that parts add up to the
  /// commission of the whole to the fen, and all taken back is zero (OCA/commission #607).
  public static func amount(of base: Money, beside standing: Money, at rate: Percent) throws(MoneyError) -> Money {
    let before = try standing.scaled(Int64(rate.hundredths), over: 10_000)
    return try standing.adding(base).scaled(Int64(rate.hundredths), over: 10_000).subtracting(before)
  }

  /// What a part of an order's money stands for without tax: by the sum of what came before and with it, so that the
  /// parts of the whole order add up to its net (`Services/Finance/README.md#commission`: pro rata to net money).
  public static func net(of part: Int64, after before: Int64, of total: Int64, net: Money) throws(MoneyError) -> Money {
    guard total > 0 else { return .zero(net.currency) }
    return try net.scaled(before + part, over: total).subtracting(net.scaled(before, over: total))
  }
}
