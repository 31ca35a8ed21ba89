import Kernel

/// A quote was made, or made anew as its next version (C2, H4).
public struct QuoteDrafted: DomainEvent {
  public static let type = "joinery.sales.quote.drafted.v1"

  public var quoteId: ID<Quote>
  public var number: String
  public var version: Int
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var salespersonId: ID<Employee>
  public var validUntil: BusinessDate
  /// All lines, with their prices as offered.
  public var lines: [PricedLine]
  /// All lines, tax included.
  public var total: Money
  public var taxes: [TaxShare]
  public var occurredAt: Instant
}

/// A quote went to the customer.
public struct QuoteIssued: DomainEvent {
  public static let type = "joinery.sales.quote.issued.v1"

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var salespersonId: ID<Employee>
  public var version: Int
  /// What is offered, tax included.
  public var total: Money
  /// The business day on which the customer got it.
  public var issuedOn: BusinessDate
  public var validUntil: BusinessDate
  public var occurredAt: Instant
}

/// A customer got a link by which this version of a quote can be accepted, once (H4).
public struct QuoteLinkIssued: DomainEvent {
  public static let type = "joinery.sales.quote_link.issued.v1"

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var version: Int
  /// SHA-256 of the token in hex: never the token itself.
  public var linkHash: String
  /// The last day on which it is good.
  public var expiresOn: BusinessDate
  public var occurredAt: Instant
  /// Who made it.
  public var by: ID<Employee>? = nil
}

/// The customer said yes: by a link and signed (H4), or as an employee noted it.
public struct QuoteAccepted: DomainEvent {
  public static let type = "joinery.sales.quote.accepted.v1"
  public static let personal: Set<String> = ["signedName", "signature", "signedFrom"]

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var version: Int
  /// The business day of the acceptance.
  public var acceptedOn: BusinessDate
  /// Of the link by which the customer accepted; absent where an employee noted it.
  public var linkHash: String? = nil
  public var occurredAt: Instant
  /// The customer's name as typed on the link's page.
  public var signedName: String? = nil
  /// What the customer drew there, as SVG's path data of absolute `M` and `L` in whole units, in a box 600 wide and 200
  /// high; absent where the customer signed by typing the name.
  public var signature: String? = nil
  /// The network address that it was sent from, as the service sees it: behind a proxy the proxy's.
  public var signedFrom: String? = nil
  /// Who made the link.
  public var linkBy: ID<Employee>? = nil
  /// Code of the employee who noted it; absent where the customer accepted by a link.
  public var by: ID<Employee>? = nil
}

/// The customer said no.
public struct QuoteDeclined: DomainEvent {
  public static let type = "joinery.sales.quote.declined.v1"
  public static let personal: Set<String> = ["reason"]

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var version: Int
  /// Why the customer said no, in words.
  public var reason: String?
  /// The business day of the refusal.
  public var declinedOn: BusinessDate
  public var occurredAt: Instant
}
