import Kernel

/// A link by which a customer accepts a quote: for the version that it was made for, once, until a day (H4).
public struct QuoteLink: Hashable, Sendable {
  public var quoteId: ID<Quote>
  public var version: Int
  /// The last day on which it opens.
  public var expiresOn: BusinessDate
  public var isUsed: Bool
  /// Who made it; nil for links of before that was kept.
  public var madeBy: ID<Employee>?
  /// Of its token.
  public var hash: String

  public init(
    quoteId: ID<Quote>, version: Int, expiresOn: BusinessDate, isUsed: Bool, madeBy: ID<Employee>?, hash: String
  ) {
    (self.quoteId, self.version, self.expiresOn, self.isUsed) = (quoteId, version, expiresOn, isUsed)
    (self.madeBy, self.hash) = (madeBy, hash)
  }

  /// Refuses a link whose terms were answered or replaced, or whose last day is over.
  public func check(_ quote: QuoteState, on day: BusinessDate) throws(QuoteError) {
    guard !isUsed, quote.version == version, quote.stage == .issued else { throw .linkUsed }
    guard day <= expiresOn else { throw .linkExpired(expiresOn) }
  }
}
