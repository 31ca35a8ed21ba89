import Contracts
import Kernel

/// What an employee did with a customer (B6), before it is checked.
public struct ActivityDraft: Decodable, Hashable, Sendable {
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var channel: ActivityLogged.Channel
  public var at: Instant
  public var summary: String
  public var nextContactOn: BusinessDate?

  public init(
    customerId: ID<Customer>, leadId: ID<Lead>? = nil, channel: ActivityLogged.Channel, at: Instant, summary: String,
    nextContactOn: BusinessDate? = nil
  ) {
    (self.customerId, self.leadId, self.channel) = (customerId, leadId, channel)
    (self.at, self.summary, self.nextContactOn) = (at, summary, nextContactOn)
  }

  /// `customerOfLead` is the customer of the lead that is named, nil where there is no such lead.
  public func check(customerIsKnown: Bool, customerOfLead: ID<Customer>?, now: Instant) throws(LeadError) {
    var review = FieldReview()
    review.text("/summary", summary, upTo: FieldReview.longText)
    if !customerIsKnown { review.refuse("/customerId", .unknown(.customer)) }
    if leadId != nil, customerOfLead != customerId { review.refuse("/leadId", .unknown(.leadOfCustomer)) }
    review.notInTheFuture("/at", at, now: now, .activity)
    try review.finish()
  }

  public func logged(as id: ID<Activity>, by employee: ID<Employee>) -> ActivityLogged {
    ActivityLogged(
      activityId: id, customerId: customerId, leadId: leadId, employeeId: employee, channel: channel, at: at,
      summary: summary, nextContactOn: nextContactOn)
  }
}
