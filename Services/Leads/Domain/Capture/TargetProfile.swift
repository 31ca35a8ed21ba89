import Kernel

/// Who the company's customers are (A1): a lead that says something else about itself is out of profile, with the
/// rules that it failed. What it does not say fails no rule.
public struct TargetProfile: Hashable, Sendable {
  /// Budgets below this are out of profile; nil for any. Only budgets of its own currency are judged.
  public var minimumBudget: Money?
  /// Home stages that are out of profile.
  public var excludedHomeStages: Set<String>

  public init(minimumBudget: Money?, excludedHomeStages: Set<String>) {
    self.minimumBudget = minimumBudget
    self.excludedHomeStages = excludedHomeStages
  }

  /// Furniture made to measure: from 10 000 yuan, not for rented homes.
  public static let standard = TargetProfile(
    minimumBudget: try? Money(1_000_000), excludedHomeStages: ["rented", "租房"])

  public func failedRules(budget: Money?, homeStage: String?) -> [String] {
    var failed: [String] = []
    if let budget, let minimumBudget, budget.currency == minimumBudget.currency, budget.amount < minimumBudget.amount {
      failed.append("budget")
    }
    if let homeStage, excludedHomeStages.contains(homeStage) { failed.append("home-stage") }
    return failed
  }
}
