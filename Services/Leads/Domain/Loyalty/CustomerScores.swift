import Kernel

/// A customer as segments and tiers see it, at a day.
public struct CustomerFigures: Hashable, Sendable {
  public var id: String
  /// The last order that was not cancelled.
  public var lastOrderOn: BusinessDate?
  /// Orders, not deliveries or lines (`Services/Leads/README.md#tiers`).
  public var orders: Int
  /// Receipts less reversed receipts and refunds, in fen.
  public var received: Int64

  public init(id: String, lastOrderOn: BusinessDate?, orders: Int, received: Int64) {
    (self.id, self.lastOrderOn, self.orders, self.received) = (id, lastOrderOn, orders, received)
  }
}

/// Scores of 1 to 5 (F4).
public struct CustomerScores: Hashable, Sendable {
  public var recency: Int
  public var frequency: Int
  public var monetary: Int

  public init(recency: Int, frequency: Int, monetary: Int) {
    (self.recency, self.frequency, self.monetary) = (recency, frequency, monetary)
  }

  /// With fewer customers than this, or fewer different amounts than five, fixed thresholds take the place of
  /// quintiles.
  public static let enough = 20

  /// Scores at a day: the same input gives the same scores, equal values equal ones. Furniture is bought rarely, so
  /// recency and frequency have fixed thresholds always; quintiles are for money alone.
  public static func scores(of customers: [CustomerFigures], asOf day: BusinessDate) -> [String: CustomerScores] {
    let amounts = customers.map(\.received).sorted()
    let useQuintiles = amounts.count >= enough && Set(amounts).count >= 5
    var below: [Int64: Int] = [:]
    for (index, amount) in amounts.enumerated() where below[amount] == nil { below[amount] = index }
    return Dictionary(
      customers.map { customer in
        let monetary =
          useQuintiles
          ? 1 + 5 * (below[customer.received] ?? 0) / amounts.count : fixed(customer.received)
        return (
          customer.id,
          CustomerScores(
            recency: recency(customer.lastOrderOn.map { day.days(since: $0) }),
            frequency: min(5, max(1, customer.orders + 1)), monetary: monetary)
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  private static func recency(_ days: Int?) -> Int {
    guard let days else { return 1 }
    return switch days {
    case ...90: 5
    case ...180: 4
    case ...365: 3
    case ...730: 2
    default: 1
    }
  }

  /// By 10 000, 50 000, 100 000 and 200 000 yuan.
  private static func fixed(_ fen: Int64) -> Int {
    [1_000_000, 5_000_000, 10_000_000, 20_000_000].count { fen >= $0 } + 1
  }
}

/// Where a customer stands by its share of the money (F3, 80/20).
public enum CustomerTier: String, Codable, CaseIterable, Hashable, Sendable {
  case a = "A"
  case b = "B"
  case c = "C"

  /// Customers up to this share of all money are A, up to the next B; hundredths of a percent.
  private static let borders = [8_000, 9_500]
  /// A customer keeps a tier until the border is passed by so much, so that nobody flaps from day to day.
  private static let stay = 500

  public struct Placing: Hashable, Sendable {
    public var id: String
    public var tier: CustomerTier
    /// Share of the money down to this customer and its equals, in hundredths of a percent.
    public var share: Int
  }

  /// Places customers, the largest first; equal amounts are placed alike. `current` is where they stood before.
  public static func place(_ customers: [CustomerFigures], current: [String: CustomerTier]) -> [Placing] {
    let sorted = customers.sorted { ($1.received, $0.id) < ($0.received, $1.id) }
    let total = sorted.reduce(Int64(0)) { $0 + max(0, $1.received) }
    var placings: [Placing] = []
    var before: Int64 = 0
    var index = 0
    while index < sorted.count {
      let equals = sorted[index...].prefix { $0.received == sorted[index].received }
      let amount = max(0, sorted[index].received) * Int64(equals.count)
      let start = hundredths(before, of: total)
      let end = hundredths(before + amount, of: total)
      for customer in equals {
        var tier: CustomerTier =
          customer.received <= 0 ? .c : start < borders[0] ? .a : start < borders[1] ? .b : .c
        if customer.received > 0, let old = current[customer.id], old < tier,
          start < borders[old == .a ? 0 : 1] + stay
        {
          tier = old
        }
        placings.append(Placing(id: customer.id, tier: tier, share: end))
      }
      before += amount
      index += equals.count
    }
    return placings
  }

  private static func hundredths(_ part: Int64, of total: Int64) -> Int {
    total == 0 ? 0 : Int(total.dividingFullWidth(part.multipliedFullWidth(by: 10_000)).quotient)
  }
}

extension CustomerTier: Comparable {
  /// A before B before C.
  public static func < (left: CustomerTier, right: CustomerTier) -> Bool { left.rawValue < right.rawValue }
}
