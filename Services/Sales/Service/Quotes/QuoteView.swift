import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceRuntime

/// A quote in full.
struct QuoteView: Codable, Sendable {
  var id: ID<Quote>
  var number: String
  var version: Int
  var state: QuoteStage
  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var salespersonId: ID<Employee>
  var validUntil: BusinessDate
  var lines: [PricedLine]
  var total: Money
  /// The tax that the total contains, by rate.
  var taxes: [TaxShare]
  var draftedOn: BusinessDate
  var issuedOn: BusinessDate?
  var acceptedOn: BusinessDate?
  var declinedOn: BusinessDate?
  var reason: String?
  var orderId: ID<Order>?
}

extension QuoteView {
  init(_ quote: QuoteState) {
    self.init(
      id: quote.quoteId, number: quote.number, version: quote.version, state: quote.stage, customerId: quote.customerId,
      leadId: quote.leadId, salespersonId: quote.salespersonId, validUntil: quote.validUntil, lines: quote.lines,
      total: quote.total, taxes: quote.taxes, draftedOn: quote.draftedOn, issuedOn: quote.issuedOn,
      acceptedOn: quote.acceptedOn, declinedOn: quote.declinedOn, reason: quote.reason, orderId: quote.orderId)
  }
}

/// A quote in a list.
struct QuoteSummary: Codable, Sendable {
  var id: ID<Quote>
  var number: String
  var version: Int
  var state: QuoteStage
  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var salespersonId: ID<Employee>
  var validUntil: BusinessDate
  var total: Money
  var orderId: ID<Order>?
}

extension QuoteSummary {
  init(_ quote: QuoteState) {
    self.init(
      id: quote.quoteId, number: quote.number, version: quote.version, state: quote.stage, customerId: quote.customerId,
      leadId: quote.leadId, salespersonId: quote.salespersonId, validUntil: quote.validUntil, total: quote.total,
      orderId: quote.orderId)
  }
}

extension Answer where Body == QuoteView {
  /// The quote as it now is.
  static func quote(_ id: ID<Quote>, in database: Database) throws -> Answer {
    Answer(quote: try QuoteStore.table.find(id, in: database))
  }

  init(quote: QuoteState) { self.init(QuoteView(quote), version: quote.changes) }
}
