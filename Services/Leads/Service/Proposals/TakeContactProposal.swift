import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/contact-proposals/{id}/take`: the customer is changed as proposed.
struct TakeContactProposal: Command {
  /// Which fields to take, by name; all of them where it is absent. What is not taken is left as it is for good.
  var fields: [String]?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ContactProposalView> {
    let visibility = request.visibility
    let proposal = try ContactProposalStore.find(request.id(), for: visibility, in: unit.database)
    let customer = try CustomerStore.find(proposal.customerId, for: visibility, in: unit.database)
    let taking = try proposal.take(
      request.body.fields, of: customer, by: ID(request.caller.subject), at: request.occurredAt(in: unit))
    try CustomerStore.refuseTaken(phone: taking.change?.profile.phone, by: customer.id, in: unit.database)
    if let change = taking.change { try unit.record(change) }
    try unit.record(taking.taken)
    return Answer(try .proposal(proposal.proposalId, for: visibility, in: unit.database))
  }
}
