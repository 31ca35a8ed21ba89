import Kernel

/// What a customer wrote of the contact data on an evaluation and is otherwise than in the master: it waits for an
/// employee who takes or declines it (E6).
public struct ContactProposed: DomainEvent {
  public static let type = "joinery.leads.contact_proposal.made.v1"
  public static let personal: Set<String> = ["from", "to"]

  public var proposalId: ID<ContactProposal>
  public var customerId: ID<Customer>
  /// Whose evaluation it was.
  public var installationId: ID<Installation>
  /// Which of the evaluations of that installation.
  public var evaluationVersion: Int?
  /// Those that differ, by their names in `CustomerProfile`: as they were when it was made, and as the customer wrote
  /// them; a phone as digits where it is one.
  public var fields: [FieldChange]
  /// The business day of the proposal.
  public var proposedOn: BusinessDate
  public var occurredAt: Instant
}

/// An employee took what a customer proposed: all of it, or some fields and left the rest.
public struct ContactProposalTaken: DomainEvent {
  public static let type = "joinery.leads.contact_proposal.taken.v1"

  public var proposalId: ID<ContactProposal>
  public var customerId: ID<Customer>
  /// Those that were taken. `CustomerUpdated` tells what became of them.
  public var fields: [String]
  /// The business day on which it was taken.
  public var takenOn: BusinessDate
  /// Code of the employee who took it.
  public var by: ID<Employee>
  public var occurredAt: Instant
}

/// An employee left the customer's data as they are.
public struct ContactProposalDeclined: DomainEvent {
  public static let type = "joinery.leads.contact_proposal.declined.v1"
  public static let personal: Set<String> = ["reason"]

  public var proposalId: ID<ContactProposal>
  public var customerId: ID<Customer>
  public var reason: String?
  /// The business day on which it was declined.
  public var declinedOn: BusinessDate
  /// Code of the employee who declined it.
  public var by: ID<Employee>
  public var occurredAt: Instant
}
