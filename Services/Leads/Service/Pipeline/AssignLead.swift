import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/leads/{id}/assign` (A6, A7).
struct AssignLead: Command {
  var ownerId: ID<Employee>
  var reason: String?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    let lead = try LeadStore.find(request.id(), in: unit.database)
    try unit.record(
      try lead.assign(
        to: request.body.ownerId, reason: request.body.reason, policy, at: request.occurredAt(in: unit)))
    return try .lead(lead.id, in: unit.database)
  }
}
