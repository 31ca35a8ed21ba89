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
    try request.move(unit, LeadStore.find, Answer.lead) {
      try $0.assign(to: request.body.ownerId, reason: request.body.reason, policy, at: $1)
    }
  }
}
