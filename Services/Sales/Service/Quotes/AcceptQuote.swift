import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Marks a quote as accepted; an order can then be made of it.
struct AcceptQuote: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let quote = try QuoteStore.find(request.id(), in: unit.database)
    try unit.record(quote.accept(at: request.occurredAt(in: unit)))
    return try .quote(quote.quoteId, in: unit.database)
  }
}
