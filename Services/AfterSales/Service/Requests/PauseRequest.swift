import AfterSalesDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/requests/{id}/pause`: waits for the customer or for a part; its time stands still.
struct PauseRequest: Command {
  var reason: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    try request.move(unit, RequestStore.find(_:for:in:), request.answer) {
      try $0.pause(reason: request.body.reason, by: ID(request.caller.subject), at: $1)
    }
  }
}
