import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Makes an order of an accepted quote, whose discounts were allowed when it was issued, or of lines of its own (C6).
struct PlaceOrder: ApprovableCommand {
  static let bodyLimit = BodyLimit.lines

  var customerId: ID<Customer>
  var quoteId: ID<Quote>?
  var lines: [LineDraft]?
  /// The quote's without it.
  var leadId: ID<Lead>?
  var salespersonId: ID<Employee>
  var designerId: ID<Employee>?
  var shop: ID<Shop>?
  var signedOn: BusinessDate
  var signedAt: SigningPlace
  var promisedOn: BusinessDate
  var instalments: [InstalmentDraft]
  var occurredAt: Instant?
  var approvalReason: String?

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ erp: ERPOutbound
  ) throws -> Answer<OrderView> {
    let body = request.body
    let draft = try body.draft(seeing: request.visibility, in: unit)
    try request.requireKnown(skusOf: body.lines ?? [], in: unit.database)
    try CustomerLeads.require(
      draft.customerId, for: request.visibility(of: .customer), lead: draft.lead, in: unit.database)
    try request.requireSigner(body.salespersonId, for: draft.customerId, at: "/salespersonId", in: unit.database)
    try request.requireKnown(body.designerId, at: "/designerId", in: unit.database)
    try request.requireNameable(shop: body.shop, at: "/shop", in: unit.database)
    request.requireOpen(body.signedOn, on: unit.today, for: draft.customerId)
    if draft.quote == nil {
      try request.requireDiscounts(draft.priced.lines, for: draft.customerId, on: unit.today, in: unit.database)
    }
    try CreditStore.standing(draft.customerId, in: draft.priced.total.currency, unit.database).admit(draft.priced.total)
    let event = try draft.confirmed(
      as: unit.newID(), number: SalesNumbers.order.next(on: draft.signedOn, in: unit), at: request.occurredAt(in: unit)
    ) { unit.newID() }
    try unit.record(event)
    try erp.send(.confirmed, event.orderId, at: event.occurredAt, in: unit)
    return .created(
      OrderView(OrderState(event), production: [], history: try OrderStore.history(event.orderId, in: unit.database)),
      at: "/v1/orders/\(event.orderId)")
  }

  private func draft(seeing visibility: Visibility, in unit: borrowing UnitOfWork) throws -> OrderDraft {
    let (priced, quote) = try priced(seeing: visibility, in: unit)
    return OrderDraft(
      customerId: customerId, quote: quote, priced: priced, leadId: leadId, salespersonId: salespersonId,
      designerId: designerId, shop: shop, signedOn: signedOn, signedAt: signedAt, promisedOn: promisedOn,
      instalments: instalments)
  }

  /// The lines at the quote's prices, or priced now.
  private func priced(
    seeing visibility: Visibility, in unit: borrowing UnitOfWork
  ) throws -> (PricedLines, QuoteState?) {
    switch (quoteId, lines) {
    case (nil, let lines?): return (try Pricing.price(lines) { _ in unit.newID() }, nil)
    case (let id?, nil):
      guard let quote = try QuoteStore.table.state(id, in: unit.database), quote.customerId == customerId,
        try QuoteStore.table.isIn(visibility.seen, id, unit.database)
      else {
        throw Problem.invalidField(
          "/quoteId", "unknown-quote",
          Localized(zh: "该客户没有这份报价单;请检查编号。", en: "This customer has no such quote; check the id."))
      }
      try quote.check(.order)
      return (quote.priced, quote)
    default:
      throw Problem.invalidField(
        "/lines", "quote-or-lines",
        Localized(zh: "请填写 quoteId 或 lines,二者选一。", en: "Write either 'quoteId' or 'lines'."))
    }
  }
}
