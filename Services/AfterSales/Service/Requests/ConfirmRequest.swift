import AfterSalesDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/requests/{id}/confirm`: the customer is content.
struct ConfirmRequest: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    try request.move(unit, RequestStore.find(_:for:in:), request.answer) {
      try $0.confirm(by: ID(request.caller.subject), at: $1)
    }
  }
}
