import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Makes a quote (C2).
struct DraftQuote: ApprovableCommand {
  static let bodyLimit = BodyLimit.lines

  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var salespersonId: ID<Employee>
  /// The last day on which it can be accepted.
  var validUntil: BusinessDate
  var lines: [LineDraft]
  var occurredAt: Instant?
  var approvalReason: String?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let body = request.body
    let time = request.occurredAt(in: unit)
    try request.requireKnown(skusOf: body.lines, in: unit.database)
    let priced = try Pricing.price(body.lines) { _ in unit.newID() }
    try CustomerLeads.require(
      body.customerId, for: request.visibility(of: .customer), lead: body.leadId, in: unit.database)
    try request.requireSigner(body.salespersonId, for: body.customerId, at: "/salespersonId", in: unit.database)
    let event = QuoteDrafted(
      quoteId: unit.newID(),
      number: try SalesNumbers.quote.next(on: CompanyZone.day(at: time), in: unit), version: 1,
      customerId: body.customerId, leadId: body.leadId, salespersonId: body.salespersonId,
      validUntil: body.validUntil, lines: priced.lines, total: priced.total, taxes: priced.taxes, occurredAt: time)
    try unit.record(event)
    return .created(QuoteView(QuoteState(event)), at: "/v1/quotes/\(event.quoteId)")
  }
}
