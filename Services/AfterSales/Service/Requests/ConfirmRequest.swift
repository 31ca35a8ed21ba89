import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/requests/{id}/confirm`: the customer is content.
struct ConfirmRequest: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    let found = try RequestStore.find(request.id(), in: unit.database)
    try unit.record(try found.confirm(by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return try .request(found.requestId, in: unit.database)
  }
}
