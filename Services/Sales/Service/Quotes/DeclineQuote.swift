import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Notes that the customer said no, and why.
struct DeclineQuote: Command {
  var reason: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    try TextRule.check(request.body.reason, at: "/reason")
    let quote = try QuoteStore.find(request.id(), in: unit.database)
    try unit.record(quote.decline(reason: request.body.reason, at: request.occurredAt(in: unit)))
    return try .quote(quote.quoteId, in: unit.database)
  }
}
