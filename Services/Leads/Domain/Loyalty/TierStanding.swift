import Contracts
import Kernel

/// Where a customer stands by what it brought (F3, F4), with the figures that say why.
public struct TierStanding: Hashable, Sendable {
  public var customerID: ID<Customer>
  public var tier: CustomerTier
  public var scores: CustomerScores
  public var figures: CustomerFigures
  public var received: Money
  /// Share of all money down to this customer, the largest first.
  public var cumulativePercent: Percent
  /// The first day that is looked back on.
  public var windowFrom: BusinessDate

  /// In words, for people who ask.
  public var reason: String {
    "cumulative share \(cumulativePercent) %, received \(figures.received) fen since \(windowFrom)"
  }

  /// The first day that tiers of a day look back on.
  public static func window(of day: BusinessDate, _ policy: LeadsPolicy) -> BusinessDate {
    day.adding(months: -policy.tierMonths)
  }

  /// Every customer's standing, the largest first. `current` is where they stood before, which counts near a border.
  public static func all(
    _ customers: [CustomerFigures], current: [String: CustomerTier], asOf day: BusinessDate, _ policy: LeadsPolicy
  ) throws(MoneyError) -> [TierStanding] {
    let byID = Dictionary(customers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let scores = CustomerScores.scores(of: customers, asOf: day)
    var standings: [TierStanding] = []
    for placing in CustomerTier.place(customers, current: current) {
      guard let figures = byID[placing.id], let score = scores[placing.id] else { continue }
      standings.append(
        TierStanding(
          customerID: ID(placing.id), tier: placing.tier, scores: score, figures: figures,
          received: try Money(figures.received), cumulativePercent: Percent(hundredths: placing.share),
          windowFrom: window(of: day, policy)))
    }
    return standings
  }

  /// Tells of a change only.
  public func changed(from current: CustomerTier?, on day: BusinessDate, at occurredAt: Instant) -> CustomerTierChanged?
  {
    guard current != tier else { return nil }
    return CustomerTierChanged(
      customerId: customerID, from: current?.rawValue, to: tier.rawValue, reason: reason, recency: scores.recency,
      frequency: scores.frequency, monetary: scores.monetary, received: received,
      cumulativePercent: cumulativePercent, windowFrom: windowFrom, on: day, occurredAt: occurredAt)
  }
}
