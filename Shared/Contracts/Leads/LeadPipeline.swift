import Kernel

/// A lead's place in the pipeline (A9).
public enum LeadStage: String, Codable, CaseIterable, Hashable, Sendable {
  case new, contacted, visited, quoted, won, lost, invalid
}

/// A lead has a new owner (A6, A7).
public struct LeadAssigned: DomainEvent {
  public static let type = "joinery.leads.lead.assigned.v1"
  public static let personal: Set<String> = ["reason"]

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// Code of the owner before; absent where there was none.
  public var from: ID<Employee>?
  /// Code of the new owner.
  public var to: ID<Employee>
  public var reason: String?
  /// The last day on which nobody else may take this customer (A19).
  public var protectedUntil: BusinessDate
  public var occurredAt: Instant
}

/// A lead moved in the pipeline (A9), by hand or won by an order.
public struct LeadStageChanged: DomainEvent {
  public static let type = "joinery.leads.lead.stage_changed.v1"
  public static let personal: Set<String> = ["reason"]

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// The stage before.
  public var from: LeadStage
  /// The stage now.
  public var to: LeadStage
  public var reason: String?
  /// The order that won it.
  public var orderId: ID<Order>?
  /// The business day of the move.
  public var changedOn: BusinessDate
  public var occurredAt: Instant
  /// When an invalid lead is to be looked at again (A4).
  public var reviewOn: BusinessDate? = nil
}

/// What a review of an invalid lead comes to (A4).
public enum ReviewOutcome: String, Codable, CaseIterable, Hashable, Sendable {
  case revived
  case stillInvalid = "still-invalid"
  case dead
}

/// An invalid lead is to be looked at again (A4): raised once for each review day.
public struct LeadReviewDue: DomainEvent {
  public static let type = "joinery.leads.lead.review_due.v1"
  public static let personal: Set<String> = ["reason"]

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var ownerId: ID<Employee>?
  /// Why it was invalid.
  public var reason: String?
  public var dueOn: BusinessDate
  public var raisedOn: BusinessDate
  public var occurredAt: Instant
}

/// An invalid lead was looked at again (A4).
public struct LeadReviewed: DomainEvent {
  public static let type = "joinery.leads.lead.reviewed.v1"
  public static let personal: Set<String> = ["reason", "notes"]

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// What the review came to.
  public var outcome: ReviewOutcome
  /// Why it was invalid.
  public var reason: String?
  /// By what the lead had come in.
  public var channel: LeadSource.Channel
  /// Code of the employee who looked.
  public var reviewerId: ID<Employee>
  public var notes: String?
  /// Where it is still invalid.
  public var nextReviewOn: BusinessDate?
  /// The business day of the review.
  public var reviewedOn: BusinessDate
  public var occurredAt: Instant
}

/// A review found that the need is there after all (A4).
public struct LeadRevived: DomainEvent {
  public static let type = "joinery.leads.lead.revived.v1"
  public static let personal: Set<String> = ["reason"]

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// Why it had been invalid.
  public var reason: String?
  /// By what the lead had come in.
  public var channel: LeadSource.Channel
  /// The business day of the review.
  public var revivedOn: BusinessDate
  public var occurredAt: Instant
}

/// Whether a lead can be reached (A5).
public enum ContactStatus: String, Codable, CaseIterable, Hashable, Sendable {
  case verified, wrong, unreachable
}

/// Somebody tried whether a lead can still be reached (A5).
public struct LeadContactVerified: DomainEvent {
  public static let type = "joinery.leads.lead.contact_verified.v1"

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// What came of the try.
  public var status: ContactStatus
  /// Code of the employee who tried.
  public var verifiedBy: ID<Employee>
  /// The business day of the try.
  public var verifiedOn: BusinessDate
  public var occurredAt: Instant
}
