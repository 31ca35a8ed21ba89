import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Gives a quote new terms, as its next version (H4).
struct ReviseQuote: ApprovableCommand {
  static let bodyLimit = BodyLimit.lines

  /// The one so far without it.
  var salespersonId: ID<Employee>?
  var validUntil: BusinessDate
  var lines: [LineDraft]
  var occurredAt: Instant?
  var approvalReason: String?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let body = request.body
    let quote = try QuoteStore.find(request.id(), for: request.visibility, in: unit.database)
    if body.salespersonId != quote.salespersonId {
      try request.requireSigner(body.salespersonId, for: quote.customerId, at: "/salespersonId", in: unit.database)
    }
    try request.requireKnown(skusOf: body.lines, kept: Set(quote.lines.compactMap(\.sku)), in: unit.database)
    let priced = try Pricing.price(body.lines) { _ in unit.newID() }
    try unit.record(
      quote.revise(
        priced, validUntil: body.validUntil, salespersonId: body.salespersonId ?? quote.salespersonId,
        at: request.occurredAt(in: unit)))
    return try .quote(quote.quoteId, in: unit.database)
  }
}
