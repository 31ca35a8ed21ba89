import Contracts
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

/// What a customer wrote of the contact data on an evaluation, with both values (E6).
struct ContactProposalView: Codable, Sendable {
  struct Field: Codable, Sendable {
    var field: String
    /// As it was when the customer wrote.
    var from: String?
    /// As the customer wrote it.
    var to: String?
    /// As it is now.
    var present: String?
    /// The phone is another customer's: it cannot be taken.
    var belongsToAnother: Bool
  }

  var id: ID<ContactProposal>
  var customerId: ID<Customer>
  /// As the master has it now.
  var customerName: String
  var state: ProposalStage
  var installationId: ID<Installation>
  /// Which of the evaluations of that installation.
  var evaluationVersion: Int?
  var fields: [Field]
  var proposedOn: BusinessDate
  var decidedOn: BusinessDate?
  /// Who took or declined it.
  var by: ID<Employee>?
  /// The fields that were taken.
  var taken: [String]
  var reason: String?
}

extension ContactProposalView {
  /// As the caller sees it, who may be to tell customers apart and not to reach them.
  init(_ proposal: ContactProposalState, for visibility: Visibility, in database: Database) throws {
    let customer = try CustomerStore.find(proposal.customerId, in: database)
    let isClear = try CustomerStore.isIn(visibility.clear, customer.id, in: database)
    let fields = try proposal.fields.map { change in
      func shown(_ text: String?) -> String? { isClear ? text : Self.masked(change.field, text) }
      let holder =
        change.field == ContactField.phone.rawValue
        ? try change.to.flatMap { try CustomerStore.id(of: $0, in: database) } : nil
      return Field(
        field: change.field, from: shown(change.from), to: shown(change.to),
        present: shown(ContactField(rawValue: change.field)?.value(in: customer.profile)),
        belongsToAnother: holder.map { $0 != customer.id } ?? false)
    }
    self.init(
      id: proposal.proposalId, customerId: proposal.customerId, customerName: customer.profile.name,
      state: proposal.stage, installationId: proposal.installationId, evaluationVersion: proposal.evaluationVersion,
      fields: fields, proposedOn: proposal.proposedOn, decidedOn: proposal.decidedOn, by: proposal.by,
      taken: proposal.taken, reason: proposal.reason)
  }

  /// The proposal as it now is.
  static func proposal(
    _ id: ID<ContactProposal>, for visibility: Visibility, in database: Database
  ) throws -> ContactProposalView {
    try ContactProposalView(ContactProposalStore.table.find(id, in: database), for: visibility, in: database)
  }

  /// As customers are masked elsewhere: the last digits of a phone, of a place the community alone.
  private static func masked(_ field: String, _ text: String?) -> String? {
    switch ContactField(rawValue: field) {
    case .phone: text.map(Masking.phone)
    case .building, .room: nil
    default: text
    }
  }
}
