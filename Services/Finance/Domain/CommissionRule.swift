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
    self.code = code
    self.version = version
    self.salespersonID = salespersonID
    self.role = role
    self.category = category
    self.trigger = trigger
    self.rate = rate
    self.validFrom = validFrom
  }
}

/// What is earned by which plan (`rules.md`, Commission; H9).
public enum CommissionRule {
  /// The plan for a salesperson and a product category on a day: of each code the version in force; a plan for the
  /// person before one for the role, one for the category before one for all; then by code. Plans of other triggers
  /// earn beside it.
  public static func plan(
    of versions: [PlanVersion], trigger: CommissionTrigger, for salesperson: ID<Employee>, role: String?,
    category: String?, on day: BusinessDate
  ) -> PlanVersion? {
    var inForce: [ID<CommissionPlan>: PlanVersion] = [:]
    for version in versions where version.validFrom <= day {
      if let other = inForce[version.code], (other.validFrom, other.version) > (version.validFrom, version.version) {
        continue
      }
      inForce[version.code] = version
    }
    func rank(_ plan: PlanVersion) -> Int { (plan.salespersonID == nil ? 0 : 2) + (plan.category == nil ? 0 : 1) }
    return inForce.values.filter { plan in
      plan.trigger == trigger
        && (plan.salespersonID.map { $0 == salesperson } ?? (plan.role != nil && plan.role == role))
        && (plan.category == nil || plan.category == category)
    }.max { (rank($0), $1.code) < (rank($1), $0.code) }
  }

  /// What more base earns beside what a plan has earned in an order already: by the sum, so that parts add up to the
  /// commission of the whole to the fen, and all taken back is zero (OCA/commission #607).
  public static func amount(of base: Money, beside standing: Money, at rate: Percent) throws(MoneyError) -> Money {
    let before = try standing.scaled(Int64(rate.hundredths), over: 10_000)
    return try standing.adding(base).scaled(Int64(rate.hundredths), over: 10_000).subtracting(before)
  }

  /// What a part of an order's money stands for without tax: by the sum of what came before and with it, so that the
  /// parts of the whole order add up to its net (`rules.md`, Commission: pro rata to net money).
  public static func net(of part: Int64, after before: Int64, of total: Int64, net: Money) throws(MoneyError) -> Money {
    guard total > 0 else { return .zero(net.currency) }
    return try net.scaled(before + part, over: total).subtracting(net.scaled(before, over: total))
  }
}
