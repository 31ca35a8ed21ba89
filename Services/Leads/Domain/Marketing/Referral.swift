import Contracts
import Kernel

/// Who brought whom, and what came of it (A20, H11): rewarded by money received only, and taken back with it.
public struct Referral: Hashable, Sendable {
  /// The referred person's lead.
  public var leadID: ID<Lead>
  /// The referred one.
  public var customerID: ID<Customer>
  public var referrerID: ID<Customer>

  public init(leadID: ID<Lead>, customerID: ID<Customer>, referrerID: ID<Customer>) {
    (self.leadID, self.customerID, self.referrerID) = (leadID, customerID, referrerID)
  }

  /// Compares what an order has received by now with what was told of it (nil: nothing yet), and tells the difference.
  public func review(
    _ order: ID<Order>, received: Money, told: Int64?, on day: BusinessDate, at occurredAt: Instant
  ) throws(MoneyError) -> ReferralConverted? {
    let told = told ?? 0
    guard received.amount != told else { return nil }
    return ReferralConverted(
      leadId: leadID, customerId: customerID, referrerCustomerId: referrerID, orderId: order,
      state: received.amount < told ? .clawedBack : .converted,
      amount: try Money(received.amount - told, received.currency), received: received, on: day,
      occurredAt: occurredAt)
  }
}
