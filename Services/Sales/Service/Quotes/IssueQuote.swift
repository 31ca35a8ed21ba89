import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Sends a quote to its customer; a discount above one's limit needs an approval (H4).
struct IssueQuote: ApprovableCommand {
  var occurredAt: Instant?
  var approvalReason: String?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let quote = try QuoteStore.find(request.id(), for: request.visibility, in: unit.database)
    let event = try quote.issue(at: request.occurredAt(in: unit))
    try request.requireDiscounts(quote.lines, for: quote.customerId, on: unit.today, in: unit.database)
    try unit.record(event)
    return try .quote(quote.quoteId, in: unit.database)
  }
}
