import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Sends a quote to its customer.
struct IssueQuote: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let quote = try QuoteStore.find(request.id(), in: unit.database)
    try unit.record(quote.issue(at: request.occurredAt(in: unit)))
    return try .quote(quote.quoteId, in: unit.database)
  }
}
