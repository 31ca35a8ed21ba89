import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/leads/{id}/merge`: this lead is the same as another one. Ids stay; it can be undone.
struct MergeLead: Command {
  var into: ID<Lead>
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<LeadView> {
    let lead = try LeadStore.find(request.id(), for: request.visibility, in: unit.database)
    guard let into = try LeadStore.lead(request.body.into, in: unit.database),
      try LeadStore.isIn(request.visibility.seen, into.id, in: unit.database)
    else {
      throw LeadError.invalidFields([InvalidField("/into", .unknown(.lead))])
    }
    let isTarget = try !LeadStore.merged(into: lead.id, in: unit.database).isEmpty
    try unit.record(try lead.merge(into: into, isTarget: isTarget, at: request.occurredAt(in: unit)))
    return try .lead(lead.id, for: request.visibility, in: unit.database)
  }
}
