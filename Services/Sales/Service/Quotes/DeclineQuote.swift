import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Notes that the customer said no, and why.
struct DeclineQuote: Command {
  var reason: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    try TextRule.check(request.body.reason, at: "/reason")
    return try request.move(unit, QuoteStore.find(_:for:in:), Answer.quote) {
      try $0.decline(reason: request.body.reason, at: $1)
    }
  }
}
