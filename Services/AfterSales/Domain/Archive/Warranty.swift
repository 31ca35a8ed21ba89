import Contracts
import Kernel

/// How long what is installed is under warranty: months by component (`rules.md`, Sales, after-sales).
public struct WarrantyTerms: Codable, Hashable, Sendable {
  /// Component to months.
  public var months: [String: Int]
  /// For components that are not named.
  public var defaultMonths: Int

  public init(months: [String: Int], defaultMonths: Int) {
    self.months = months
    self.defaultMonths = defaultMonths
  }

  /// What holds until the company sets its own.
  public static let standard = WarrantyTerms(
    months: ["panel": 60, "hardware": 24, "appliance": 12], defaultMonths: 12)

  /// The last day of the warranty. It starts on the day of the accepted installation; for what was delivered and never
  /// installed, on the day of delivery.
  public func lastDay(of component: String, installedOn: BusinessDate?, deliveredOn: BusinessDate) -> BusinessDate {
    (installedOn ?? deliveredOn).adding(months: months[component] ?? defaultMonths)
  }
}
