import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/requests/{id}/pause`: waits for the customer or for a part; its time stands still.
struct PauseRequest: Command {
  var reason: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    let found = try RequestStore.find(request.id(), in: unit.database)
    try unit.record(
      try found.pause(
        reason: request.body.reason, by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return try .request(found.requestId, in: unit.database)
  }
}
