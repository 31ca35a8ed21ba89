import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/leads/{id}/assign` (A6, A7).
struct AssignLead: Command {
  var ownerId: ID<Employee>
  var reason: String?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    let owner = request.body.ownerId
    return try request.moveLead(unit) { lead, occurredAt in
      // One's own is handed over to whomever; what nobody has, and a colleague's, is not to be pushed around.
      if lead.ownerID?.text == request.caller.subject {
        try request.requireKnown(owner, at: "/ownerId", in: unit.database)
      } else {
        try request.requireNameable(owner, at: "/ownerId", in: unit.database)
      }
      return try lead.assign(to: owner, reason: request.body.reason, policy, at: occurredAt)
    }
  }
}
