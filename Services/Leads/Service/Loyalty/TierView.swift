import Kernel
import LeadsDomain

/// A customer's tier as the API shows it (F3, F4).
struct TierView: Codable, Sendable {
  var customerId: ID<Customer>
  var name: String
  var tier: CustomerTier
  /// Scores, 1 to 5.
  var recency: Int
  var frequency: Int
  var monetary: Int
  var orders: Int
  var lastOrderOn: BusinessDate?
  var received: Money
  /// Share of all money down to this customer, the largest first.
  var cumulativePercent: Percent
  var reason: String
  var windowFrom: BusinessDate
}

extension TierView {
  init(_ standing: TierStanding, name: String) {
    self.init(
      customerId: standing.customerID, name: name, tier: standing.tier, recency: standing.scores.recency,
      frequency: standing.scores.frequency, monetary: standing.scores.monetary, orders: standing.figures.orders,
      lastOrderOn: standing.figures.lastOrderOn, received: standing.received,
      cumulativePercent: standing.cumulativePercent, reason: standing.reason, windowFrom: standing.windowFrom)
  }
}
