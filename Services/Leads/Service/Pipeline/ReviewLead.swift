import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/leads/{id}/review` (A4, A5).
struct ReviewLead: Command {
  var outcome: ReviewOutcome
  var contact: ContactStatus?
  var notes: String?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    let lead = try LeadStore.find(request.id(), for: request.visibility, in: unit.database)
    let body = request.body
    let events = try lead.review(
      ReviewFindings(outcome: body.outcome, contact: body.contact, notes: body.notes),
      by: ID(request.caller.subject), policy, at: request.occurredAt(in: unit))
    for event in events { try unit.record(event) }
    return try .lead(lead.id, for: request.visibility, in: unit.database)
  }
}
