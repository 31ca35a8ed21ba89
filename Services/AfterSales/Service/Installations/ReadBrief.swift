import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/installations/{id}/brief-read`: the installer has read what the designer measured (E11).
struct ReadBrief: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<InstallationView> {
    let job = try InstallationStore.find(request.id(), for: request.visibility, in: unit.database)
    try unit.record(try job.readBrief(by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return try .installation(
      job.installationId, for: request.visibility(of: .customer), asOf: unit.today, in: unit.database)
  }
}
