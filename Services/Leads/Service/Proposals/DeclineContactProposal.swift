import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/contact-proposals/{id}/decline`: the customer stays as it is.
struct DeclineContactProposal: Command {
  var reason: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ContactProposalView> {
    let visibility = request.visibility
    let proposal = try ContactProposalStore.find(request.id(), for: visibility, in: unit.database)
    try unit.record(
      try proposal.decline(
        reason: request.body.reason, by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return Answer(try .proposal(proposal.proposalId, for: visibility, in: unit.database))
  }
}
