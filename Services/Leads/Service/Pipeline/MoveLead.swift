import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/leads/{id}/stage` (A9).
struct MoveLead: Command {
  var stage: LeadStage
  var reason: String?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    let lead = try LeadStore.find(request.id(), in: unit.database)
    try unit.record(
      try lead.move(
        to: request.body.stage, reason: request.body.reason, policy, at: request.occurredAt(in: unit)))
    return try .lead(lead.id, in: unit.database)
  }
}
