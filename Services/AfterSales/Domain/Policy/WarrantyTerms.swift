import Contracts
import Kernel

/// How long what is installed is under warranty: months by component (`Services/AfterSales/README.md#warranty`).
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

  public init(_ event: WarrantyTermsChanged) {
    self.init(months: event.months, defaultMonths: event.defaultMonths)
  }
}

/// `PUT /v1/warranty-terms`: months of warranty by component, for what is installed from then on.
public struct SetWarrantyTerms: Decodable, Sendable {
  static let months = 0...600

  var months: [String: Int]
  var defaultMonths: Int
  public var occurredAt: Instant?

  public func event(at time: Instant) throws(InvalidFields) -> WarrantyTermsChanged {
    var fields = InvalidFields()
    for (component, months) in months.sorted(by: { $0.key < $1.key })
    where !Self.months.contains(months) || component.isEmpty {
      fields.refuse("/months/\(component)", .monthsOutOfRange(Self.months))
    }
    if !Self.months.contains(defaultMonths) { fields.refuse("/defaultMonths", .outOfRange(Self.months)) }
    try fields.check()
    return WarrantyTermsChanged(months: months, defaultMonths: defaultMonths, occurredAt: time)
  }
}
