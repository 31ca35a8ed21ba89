import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/requests/{id}/resume`: what it waited for has come.
struct ResumeRequest: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    let found = try RequestStore.find(request.id(), in: unit.database)
    try unit.record(try found.resume(by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return try .request(found.requestId, in: unit.database)
  }
}
