import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/leads/{id}/unmerge`.
struct UnmergeLead: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<LeadView> {
    let lead = try LeadStore.find(request.id(), for: request.visibility, in: unit.database)
    guard let into = lead.mergedInto else { throw LeadError.notMerged }
    try unit.record(
      lead.unmerge(from: try LeadStore.find(into, in: unit.database), at: request.occurredAt(in: unit)))
    return try .lead(lead.id, for: request.visibility, in: unit.database)
  }
}
