import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Takes an issued quote back before the customer answers: it can be revised and issued again.
struct WithdrawQuote: Command {
  var reason: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<WithdrawQuote>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    try TextRule.require(request.body.reason, at: "/reason")
    let quote = try QuoteStore.find(request.id(), in: unit.database)
    try unit.record(quote.withdraw(reason: request.body.reason, at: request.occurredAt(in: unit)))
    return try .quote(quote.quoteId, in: unit.database)
  }
}
