import Contracts
import Kernel

/// Where a quote stands (H4).
public enum QuoteStage: String, Codable, CaseIterable, Hashable, Sendable {
  case draft, issued, accepted, declined
}

/// What can be done with a quote.
public enum QuoteMove: String, CaseIterable, Hashable, Sendable {
  case issue, revise, accept, decline, order

  /// The stages from which it is legal.
  public var from: Set<QuoteStage> {
    switch self {
    case .issue: [.draft]
    case .revise: [.draft, .issued, .declined]
    case .accept, .decline: [.issued]
    case .order: [.accepted]
    }
  }
}

/// Why a quote cannot do what it was asked for.
public enum QuoteError: Error, Hashable, Sendable {
  case illegalMove(QuoteMove, from: QuoteStage)
  /// Its last day has passed.
  case expired(BusinessDate)
  case alreadyOrdered(ID<Order>)
  /// No link has that token.
  case linkUnknown
  /// The customer accepted by it, or the quote has new terms or an answer since.
  case linkUsed
  case linkExpired(BusinessDate)
}

/// A quote as its events made it (C2, H4). Its moves return events and change nothing.
public struct QuoteState: Codable, Hashable, Sendable {
  public var quoteId: ID<Quote>
  public var number: String
  /// Counts the terms that were drafted, from 1.
  public var version: Int
  /// Counts everything that happened to it.
  public var changes: Int
  public var stage: QuoteStage
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var salespersonId: ID<Employee>
  public var validUntil: BusinessDate
  public var lines: [PricedLine]
  public var total: Money
  public var taxes: [TaxShare]
  public var draftedOn: BusinessDate
  public var issuedOn: BusinessDate?
  public var acceptedOn: BusinessDate?
  /// Nil while it is not accepted, and of quotes of before that was kept.
  public var acceptance: QuoteAcceptance?
  public var declinedOn: BusinessDate?
  public var reason: String?
  public var orderId: ID<Order>?

  /// Its lines as an order copies them, at the prices that were quoted.
  public var priced: PricedLines { PricedLines(lines: lines, total: total, taxes: taxes) }

  public func check(_ move: QuoteMove) throws(QuoteError) {
    if let orderId { throw .alreadyOrdered(orderId) }
    guard move.from.contains(stage) else { throw .illegalMove(move, from: stage) }
  }

  public func issue(at time: Instant) throws(QuoteError) -> QuoteIssued {
    try check(.issue)
    return QuoteIssued(
      quoteId: quoteId, customerId: customerId, leadId: leadId, salespersonId: salespersonId, version: version,
      total: total, issuedOn: CompanyZone.day(at: time), validUntil: validUntil, occurredAt: time)
  }

  /// New terms as the next version, again a draft.
  public func revise(
    _ priced: PricedLines, validUntil: BusinessDate, salespersonId: ID<Employee>, at time: Instant
  ) throws(QuoteError) -> QuoteDrafted {
    try check(.revise)
    return QuoteDrafted(
      quoteId: quoteId, number: number, version: version + 1, customerId: customerId, leadId: leadId,
      salespersonId: salespersonId, validUntil: validUntil, lines: priced.lines, total: priced.total,
      taxes: priced.taxes, occurredAt: time)
  }

  /// An employee notes that the customer accepts. Its last valid day counts in full.
  public func accept(by employee: ID<Employee>, at time: Instant) throws(QuoteError) -> QuoteAccepted {
    var event = try accepted(at: time)
    event.by = employee
    return event
  }

  /// The customer accepts by a link that was found good. `address`: where the request came from.
  public func accept(
    by link: QuoteLink, _ signature: QuoteSignature, from address: String, at time: Instant
  ) throws(QuoteError) -> QuoteAccepted {
    var event = try accepted(at: time)
    (event.linkHash, event.linkBy, event.signedFrom) = (link.hash, link.madeBy, address)
    (event.signedName, event.signature) = (signature.name, signature.drawn?.path)
    return event
  }

  private func accepted(at time: Instant) throws(QuoteError) -> QuoteAccepted {
    try check(.accept)
    let day = CompanyZone.day(at: time)
    guard day <= validUntil else { throw .expired(validUntil) }
    return QuoteAccepted(
      quoteId: quoteId, customerId: customerId, version: version, acceptedOn: day, occurredAt: time)
  }

  /// A link for the customer, good until the quote's last day.
  public func link(hash: String, by employee: ID<Employee>, at time: Instant) throws(QuoteError) -> QuoteLinkIssued {
    try check(.accept)
    guard CompanyZone.day(at: time) <= validUntil else { throw .expired(validUntil) }
    return QuoteLinkIssued(
      quoteId: quoteId, customerId: customerId, version: version, linkHash: hash, expiresOn: validUntil,
      occurredAt: time, by: employee)
  }

  public func decline(reason: String?, at time: Instant) throws(QuoteError) -> QuoteDeclined {
    try check(.decline)
    return QuoteDeclined(
      quoteId: quoteId, customerId: customerId, version: version, reason: reason,
      declinedOn: CompanyZone.day(at: time), occurredAt: time)
  }

  public mutating func apply(_ event: QuoteIssued) {
    stage = .issued
    issuedOn = event.issuedOn
    changes += 1
  }

  public mutating func apply(_ event: QuoteAccepted) {
    stage = .accepted
    acceptedOn = event.acceptedOn
    acceptance = QuoteAcceptance(event)
    changes += 1
  }

  public mutating func apply(_ event: QuoteDeclined) {
    stage = .declined
    declinedOn = event.declinedOn
    reason = event.reason
    changes += 1
  }

  public mutating func apply(_ event: OrderConfirmed) {
    orderId = event.orderId
    changes += 1
  }
}

extension QuoteState {
  /// The quote after its first draft, or after a later one of what it `was`.
  public init(_ event: QuoteDrafted, after was: QuoteState? = nil) {
    self.init(
      quoteId: event.quoteId, number: event.number, version: event.version, changes: (was?.changes ?? 0) + 1,
      stage: .draft, customerId: event.customerId, leadId: event.leadId, salespersonId: event.salespersonId,
      validUntil: event.validUntil, lines: event.lines, total: event.total, taxes: event.taxes,
      draftedOn: CompanyZone.day(at: event.occurredAt))
  }
}
