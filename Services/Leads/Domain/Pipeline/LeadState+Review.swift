import Contracts
import Kernel

/// What a reviewer found of an invalid lead (A4, A5).
public struct ReviewFindings: Hashable, Sendable {
  public var outcome: ReviewOutcome
  /// Whether the contact data holds; nil where nobody looked.
  public var contact: ContactStatus?
  public var notes: String?

  public init(outcome: ReviewOutcome, contact: ContactStatus? = nil, notes: String? = nil) {
    self.outcome = outcome
    self.contact = contact
    self.notes = notes
  }
}

extension LeadState {
  /// A review of an invalid lead: what is still invalid comes up again by its reason's interval, what is revived is
  /// worked on again, what is dead never comes up.
  public func review(
    _ found: ReviewFindings, by reviewer: ID<Employee>, _ policy: LeadsPolicy, at occurredAt: Instant
  ) throws(LeadError) -> [any DomainEvent] {
    var review = FieldReview()
    review.length("/notes", found.notes, upTo: FieldReview.longText)
    try review.finish()
    guard stage == .invalid else { throw .notInvalid(stage) }
    let day = CompanyZone.day(at: occurredAt)
    var events: [any DomainEvent] = [
      LeadReviewed(
        leadId: id, customerId: customerID, outcome: found.outcome, reason: reason, channel: profile.source.channel,
        reviewerId: reviewer, notes: found.notes,
        nextReviewOn: found.outcome == .stillInvalid ? policy.reviewOn(after: day, because: reason) : nil,
        reviewedOn: day, occurredAt: occurredAt)
    ]
    if let status = found.contact {
      events.append(
        LeadContactVerified(
          leadId: id, customerId: customerID, status: status, verifiedBy: reviewer, verifiedOn: day,
          occurredAt: occurredAt))
    }
    guard found.outcome == .revived else { return events }
    events.append(
      LeadRevived(
        leadId: id, customerId: customerID, reason: reason, channel: profile.source.channel, revivedOn: day,
        occurredAt: occurredAt))
    events.append(try move(to: .contacted, reason: nil, policy, at: occurredAt))
    return events
  }

  /// Tells that an invalid lead's review day has come; nil on other days and for leads counted with others.
  public func reviewDue(on day: BusinessDate, at occurredAt: Instant) -> LeadReviewDue? {
    guard stage == .invalid, mergedInto == nil, let due = reviewOn, due <= day else { return nil }
    return LeadReviewDue(
      leadId: id, customerId: customerID, ownerId: ownerID, reason: reason, dueOn: due, raisedOn: day,
      occurredAt: occurredAt)
  }
}
