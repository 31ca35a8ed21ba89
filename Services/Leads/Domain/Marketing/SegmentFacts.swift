import Contracts
import Kernel

/// What the rules of segments see of a customer at a day.
public struct SegmentFacts: Hashable, Sendable {
  public var customerID: ID<Customer>
  /// Of each field its values: a customer has one type and several tags. A field without a value is not there.
  private var values: [String: [String]] = [:]

  /// What rules may ask for, beside `custom.` and a name.
  public static let fields: Set = [
    "type", "status", "tier", "channel", "city", "community", "tag", "orders", "received", "referrals",
    "daysSinceOrder", "points",
  ]

  public static func isField(_ name: String) -> Bool { fields.contains(name) || name.hasPrefix("custom.") }

  public init(_ customer: CustomerState, behaviour: Behaviour, asOf day: BusinessDate) {
    customerID = customer.id
    let profile = customer.profile
    let single: [String: String?] = [
      "type": profile.type, "status": profile.status.rawValue, "channel": customer.channel.rawValue,
      "city": profile.address.city, "community": profile.address.community, "tier": behaviour.tier,
      "orders": "\(behaviour.orders)", "received": "\(behaviour.received)", "referrals": "\(behaviour.referrals)",
      "points": "\(behaviour.points)",
      "daysSinceOrder": behaviour.lastOrderOn.map { "\(day.days(since: $0))" },
    ]
    for (field, value) in single { values[field] = value.map { [$0] } }
    for (field, value) in profile.custom { values["custom.\(field)"] = [value] }
    values["tag"] = profile.tags
  }

  /// What a customer has done by a day.
  public struct Behaviour: Hashable, Sendable {
    public var tier: String?
    /// Orders that were not cancelled by then.
    public var orders: Int
    public var lastOrderOn: BusinessDate?
    /// In fen: receipts less reversed receipts and refunds.
    public var received: Int64
    public var referrals: Int
    public var points: Int

    public init(
      tier: String? = nil, orders: Int = 0, lastOrderOn: BusinessDate? = nil, received: Int64 = 0,
      referrals: Int = 0, points: Int = 0
    ) {
      (self.tier, self.orders, self.lastOrderOn) = (tier, orders, lastOrderOn)
      (self.received, self.referrals, self.points) = (received, referrals, points)
    }
  }

  public subscript(field: String) -> [String] { values[field] ?? [] }
}

extension SegmentRule {
  /// Whether the rule holds. A field without a value equals nothing, contains nothing and is neither at least nor below
  /// a number.
  public func holds(for facts: SegmentFacts) -> Bool {
    let values = facts[field]
    func number(_ compares: (Int64, Int64) -> Bool) -> Bool {
      guard let limit = Int64(value) else { return false }
      return values.contains { Int64($0).map { compares($0, limit) } ?? false }
    }
    return switch comparison {
    case .equals: values.contains(value)
    case .notEquals: !values.contains(value)
    case .contains: values.contains { $0.contains(value) }
    case .atLeast: number(>=)
    case .below: number(<)
    }
  }
}
