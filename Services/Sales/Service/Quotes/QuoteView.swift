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
  /// How it was accepted; absent while it is not.
  var acceptance: QuoteAcceptanceView?
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
      acceptedOn: quote.acceptedOn,
      acceptance: quote.acceptance.map(QuoteAcceptanceView.init), declinedOn: quote.declinedOn, reason: quote.reason,
      orderId: quote.orderId)
  }
}

/// How a quote was accepted: signed by the customer on a link's page, or noted by an employee. The drawing is in the
/// print (`/v1/quotes/{id}.html`).
struct QuoteAcceptanceView: Codable, Sendable {
  enum Signed: String, Codable, CaseIterable, Sendable {
    case drawn, typed
  }

  var at: Instant
  /// How the customer signed; absent where an employee noted the acceptance.
  var signed: Signed?
  var signedName: String?
  /// The network address that it was sent from, as the service saw it.
  var signedFrom: String?
  /// Who made the link.
  var linkBy: ID<Employee>?
  /// The employee who noted it.
  var by: ID<Employee>?

  init(_ acceptance: QuoteAcceptance) {
    (at, signedName, signedFrom) = (acceptance.at, acceptance.signedName, acceptance.signedFrom)
    (linkBy, by) = (acceptance.linkBy, acceptance.by)
    signed = acceptance.signedName == nil ? nil : acceptance.signature == nil ? .typed : .drawn
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
