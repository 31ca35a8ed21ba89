import Contracts
import Kernel

/// A gift to a customer (B19), before it is checked.
public struct GiftDraft: Decodable, Hashable, Sendable {
  public var customerId: ID<Customer>
  public var description: String
  public var cost: Money
  public var reason: String?
  /// Without it, the day of the command.
  public var givenOn: BusinessDate?

  public init(
    customerId: ID<Customer>, description: String, cost: Money, reason: String? = nil, givenOn: BusinessDate? = nil
  ) {
    (self.customerId, self.description, self.cost) = (customerId, description, cost)
    (self.reason, self.givenOn) = (reason, givenOn)
  }

  public func given(
    as id: ID<Gift>, by employee: ID<Employee>, customerIsKnown: Bool, at occurredAt: Instant
  ) throws(LeadError) -> GiftGiven {
    var review = FieldReview()
    review.text("/description", description)
    review.notNegative("/cost", cost)
    review.length("/reason", reason, upTo: FieldReview.longText)
    if !customerIsKnown { review.refuse("/customerId", .unknown(.customer)) }
    try review.finish()
    return GiftGiven(
      giftId: id, customerId: customerId, description: description, cost: cost, reason: reason, givenBy: employee,
      givenOn: givenOn ?? CompanyZone.day(at: occurredAt), occurredAt: occurredAt)
  }
}
