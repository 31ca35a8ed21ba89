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
  public var lines: [PricedLine]
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
  public var total: Money
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
}

/// The customer said yes.
public struct QuoteAccepted: DomainEvent {
  public static let type = "joinery.sales.quote.accepted.v1"

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var version: Int
  public var acceptedOn: BusinessDate
  /// Of the link by which the customer accepted; nil where an employee noted it.
  public var linkHash: String? = nil
  public var occurredAt: Instant
}

/// The customer said no.
public struct QuoteDeclined: DomainEvent {
  public static let type = "joinery.sales.quote.declined.v1"
  public static let personal: Set<String> = ["reason"]

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var version: Int
  public var reason: String?
  public var declinedOn: BusinessDate
  public var occurredAt: Instant
}
