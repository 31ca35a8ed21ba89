import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Sends a quote to its customer.
struct IssueQuote: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<IssueQuote>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let quote = try Quotes.find(request.id(), in: unit.database)
    try unit.record(quote.issue(at: request.occurredAt(in: unit)))
    return try .moved(quote.quoteId, in: unit)
  }
}

/// Gives a quote new terms, as its next version (H4).
struct ReviseQuote: Command {
  /// The one so far without it.
  var salespersonId: ID<Employee>?
  var validUntil: BusinessDate
  var lines: [LineDraft]
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<ReviseQuote>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let body = request.body
    let quote = try Quotes.find(request.id(), in: unit.database)
    let priced = try Pricing.price(body.lines) { _ in unit.newID() }
    try unit.record(
      quote.revise(
        priced, validUntil: body.validUntil, salespersonId: body.salespersonId ?? quote.salespersonId,
        at: request.occurredAt(in: unit)))
    return try .moved(quote.quoteId, in: unit)
  }
}

/// Marks a quote as accepted; an order can then be made of it.
struct AcceptQuote: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<AcceptQuote>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let quote = try Quotes.find(request.id(), in: unit.database)
    try unit.record(quote.accept(at: request.occurredAt(in: unit)))
    return try .moved(quote.quoteId, in: unit)
  }
}

struct DeclineQuote: Command {
  var reason: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<DeclineQuote>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    try TextRule.check(request.body.reason, at: "/reason")
    let quote = try Quotes.find(request.id(), in: unit.database)
    try unit.record(quote.decline(reason: request.body.reason, at: request.occurredAt(in: unit)))
    return try .moved(quote.quoteId, in: unit)
  }
}

extension Answer where Body == QuoteView {
  /// The quote as it now is.
  fileprivate static func moved(_ id: ID<Quote>, in unit: borrowing UnitOfWork) throws -> Answer {
    let quote = try Quotes.find(id, in: unit.database)
    return Answer(QuoteView(quote), version: quote.changes)
  }
}
