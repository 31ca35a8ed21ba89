import Contracts
import Kernel
import LeadsDomain
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of what customers proposed of their contact data (E6).
enum ContactProposalStore {
  static let table = DocumentTable<ContactProposalState>(
    "contact_proposals", of: Localized(zh: "联系方式更正", en: "contact proposal"), key: .init("id") { $0.proposalId },
    [
      .init("customer") { $0.customerId }, .init("state") { $0.stage.rawValue },
      .init("proposed_on") { $0.proposedOn },
    ], belonging: .contactProposals)

  /// One that the caller sees. Throws 404.
  static func find(
    _ id: ID<ContactProposal>, for visibility: Visibility, in database: Database
  ) throws -> ContactProposalState {
    try table.find(id, for: visibility, in: database)
  }

  static func propose(_ event: ContactProposed, to database: Database) throws {
    try table.write(ContactProposalState(event), to: database)
  }

  static func take(_ event: ContactProposalTaken, to database: Database) throws {
    try table.change(event.proposalId, in: database) { $0.apply(event) }
  }

  static func decline(_ event: ContactProposalDeclined, to database: Database) throws {
    try table.change(event.proposalId, in: database) { $0.apply(event) }
  }
}
