import Contracts
import Kernel

/// What a customer writes on a link's page to accept (H4): the name, and a drawn signature, or the name as one.
public struct QuoteSignature: Hashable, Sendable {
  /// Characters of the name.
  public static let nameLimit = 100

  public let name: String
  /// Nil: the customer signs by typing the name, as those do who cannot draw.
  public let drawn: Signature?

  /// Throws with a pointer where the name is missing or too long, where it is not signed, or in both ways.
  public init(name: String, drawn: [[Signature.Point]]?, isTyped: Bool) throws(InvalidField) {
    guard !name.allSatisfy(\.isWhitespace) else { throw InvalidField("/name", .blank) }
    guard name.count <= Self.nameLimit else { throw InvalidField("/name", .tooLong(limit: Self.nameLimit)) }
    guard (drawn == nil) == isTyped else { throw InvalidField("/signature", .drawnOrTyped) }
    self.name = name
    if let drawn { self.drawn = try Signature(drawn, at: "/signature") } else { self.drawn = nil }
  }
}

/// How a quote was accepted, as its print says.
public struct QuoteAcceptance: Codable, Hashable, Sendable {
  public var at: Instant
  /// As typed by the customer; nil where an employee noted the acceptance.
  public var signedName: String?
  /// SVG's path data in `Signature`'s box; nil where the typed name is the signature.
  public var signature: String?
  /// The network address that it was sent from.
  public var signedFrom: String?
  /// Who made the link.
  public var linkBy: ID<Employee>?
  /// Who noted it; nil where the customer accepted by a link.
  public var by: ID<Employee>?

  /// Nil of an event of before it was kept.
  public init?(_ event: QuoteAccepted) {
    guard event.signedName != nil || event.by != nil else { return nil }
    (at, signedName, signature) = (event.occurredAt, event.signedName, event.signature)
    (signedFrom, linkBy, by) = (event.signedFrom, event.linkBy, event.by)
  }
}
