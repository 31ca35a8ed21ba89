import Contracts
import Kernel

/// Where a proposal stands (E6): decided once.
public enum ProposalStage: String, Codable, CaseIterable, Hashable, Sendable {
  case open, taken, declined
}

/// What a customer wrote of the contact data on an evaluation and is otherwise than in the master, until an employee
/// takes or declines it (E6). Later evaluations make proposals of their own. Its moves return events and change nothing.
public struct ContactProposalState: Codable, Hashable, Sendable {
  public var proposalId: ID<ContactProposal>
  public var customerId: ID<Customer>
  public var installationId: ID<Installation>
  public var evaluationVersion: Int?
  /// As they were when it was made, and as the customer wrote them.
  public var fields: [FieldChange]
  public var stage: ProposalStage
  public var proposedOn: BusinessDate
  public var decidedOn: BusinessDate?
  public var by: ID<Employee>?
  /// The fields that were taken.
  public var taken: [String]
  public var reason: String?

  public init(_ event: ContactProposed) {
    (proposalId, customerId, installationId) = (event.proposalId, event.customerId, event.installationId)
    (evaluationVersion, fields, proposedOn) = (event.evaluationVersion, event.fields, event.proposedOn)
    (stage, taken) = (.open, [])
  }

  public mutating func apply(_ event: ContactProposalTaken) {
    (stage, taken, decidedOn, by) = (.taken, event.fields, event.takenOn, event.by)
  }

  public mutating func apply(_ event: ContactProposalDeclined) {
    (stage, reason, decidedOn, by) = (.declined, event.reason, event.declinedOn, event.by)
  }

  /// What taking comes to; no `change` where the master says all of it already.
  public struct Taking: Sendable {
    public var change: CustomerUpdated?
    public var taken: ContactProposalTaken
  }

  /// Takes the fields of these names, or all of them. A value that somebody has changed since the proposal was made is
  /// only written over where it is named.
  public func take(
    _ names: [String]?, of customer: CustomerState, by employee: ID<Employee>, at time: Instant
  ) throws(LeadError) -> Taking {
    try requireOpen()
    let chosen = try chosen(names)
    if names == nil {
      let changed = chosen.filter { isChanged($0, customer.profile) }
      guard changed.isEmpty else { throw .contactChanged(changed.map { present($0, customer.profile) }) }
    }
    var edit = CustomerEdit()
    for change in chosen { ContactField(rawValue: change.field)?.write(change.to ?? "", to: &edit) }
    return Taking(
      change: customer.take(try edit.checked([]), at: time),
      taken: ContactProposalTaken(
        proposalId: proposalId, customerId: customerId, fields: chosen.map(\.field),
        takenOn: CompanyZone.day(at: time), by: employee, occurredAt: time))
  }

  public func decline(
    reason: String?, by employee: ID<Employee>, at time: Instant
  ) throws(LeadError) -> ContactProposalDeclined {
    try requireOpen()
    var review = FieldReview()
    review.length("/reason", reason, upTo: FieldReview.longText)
    try review.finish()
    return ContactProposalDeclined(
      proposalId: proposalId, customerId: customerId, reason: reason, declinedOn: CompanyZone.day(at: time),
      by: employee, occurredAt: time)
  }

  private func requireOpen() throws(LeadError) {
    guard stage == .open else { throw .proposalDecided(stage) }
  }

  private func chosen(_ names: [String]?) throws(LeadError) -> [FieldChange] {
    guard let names else { return fields }
    var review = FieldReview()
    if names.isEmpty { review.refuse("/fields", .empty) }
    let known = fields.map(\.field)
    for (index, name) in names.enumerated() where !known.contains(name) {
      review.refuse("/fields/\(index)", .notAChoice(known))
    }
    try review.finish()
    return fields.filter { names.contains($0.field) }
  }

  /// Whether the master's value is neither what it was nor what the customer wrote.
  private func isChanged(_ change: FieldChange, _ profile: CustomerProfile) -> Bool {
    let value = ContactField(rawValue: change.field)?.value(in: profile)
    return value != change.from && value != change.to
  }

  /// The change as it would be now.
  private func present(_ change: FieldChange, _ profile: CustomerProfile) -> FieldChange {
    FieldChange(
      field: change.field, from: ContactField(rawValue: change.field)?.value(in: profile), to: change.to)
  }
}

extension CustomerState {
  /// What the customer's evaluation says otherwise than the master; nil where it says nothing else.
  public func proposal(of event: InstallationEvaluated, as id: ID<ContactProposal>) -> ContactProposed? {
    guard let contact = event.contact else { return nil }
    let fields = ContactField.allCases.compactMap { field -> FieldChange? in
      let (old, new) = (field.value(in: profile), field.value(in: contact))
      guard let new, new != old else { return nil }
      return FieldChange(field: field.rawValue, from: old, to: new)
    }
    guard !fields.isEmpty else { return nil }
    return ContactProposed(
      proposalId: id, customerId: self.id, installationId: event.installationId, evaluationVersion: event.version,
      fields: fields, proposedOn: event.evaluatedOn, occurredAt: event.occurredAt)
  }
}
