import Kernel

/// One condition of a segment: a field, how it is compared, and with what (F1).
public struct SegmentRule: Codable, Hashable, Sendable {
  /// How a field is compared.
  public enum Comparison: String, Codable, CaseIterable, Hashable, Sendable {
    case equals, contains, below
    case notEquals = "not-equals"
    case atLeast = "at-least"
  }

  /// `type`, `status`, `tier`, `channel`, `city`, `community`, `tag`, `orders`, `received` (in fen), `referrals`,
  /// `daysSinceOrder`, `points`, or `custom.` and a name
  public var field: String
  /// How the field is compared.
  public var comparison: Comparison
  /// What the field is compared with, as text.
  public var value: String
}

/// A segment as it now is (F1).
public struct SegmentDefined: DomainEvent {
  public static let type = "joinery.leads.segment.defined.v1"
  public var key: String { segmentId.text }

  public var segmentId: ID<Segment>
  public var name: String
  /// All of them hold for a member.
  public var rules: [SegmentRule]
  public var active: Bool
  /// The business day of this definition.
  public var definedOn: BusinessDate
  public var occurredAt: Instant
}

/// A customer came into a segment or left it; written on a change only (F1).
public struct SegmentChanged: DomainEvent {
  public static let type = "joinery.leads.segment.changed.v1"

  public var segmentId: ID<Segment>
  public var customerId: ID<Customer>
  /// True for one who came in, false for one who left.
  public var isMember: Bool
  public var on: BusinessDate
  public var occurredAt: Instant
}

/// A customer is in another tier, with the figures that say why (F3, F4).
public struct CustomerTierChanged: DomainEvent {
  public static let type = "joinery.leads.customer.tier_changed.v1"

  public var customerId: ID<Customer>
  /// The tier before; absent for the first one.
  public var from: String?
  /// `A`, `B` or `C`.
  public var to: String
  /// Which figures decided, in words.
  public var reason: String
  /// Score, 1 to 5.
  public var recency: Int
  /// Score, 1 to 5.
  public var frequency: Int
  /// Score, 1 to 5.
  public var monetary: Int
  /// Receipts less refunds in the window.
  public var received: Money
  /// Share of all received money down to this customer, the largest first.
  public var cumulativePercent: Percent
  /// The first day of the time that is looked at; the last is `on`.
  public var windowFrom: BusinessDate
  public var on: BusinessDate
  public var occurredAt: Instant
}

/// How points move (F2).
public enum PointsKind: String, Codable, CaseIterable, Hashable, Sendable {
  case earned, reversed, redeemed, expired, granted
}

/// An entry of the points ledger (F2).
public struct PointsChanged: DomainEvent {
  public static let type = "joinery.leads.points.changed.v1"
  public static let personal: Set<String> = ["reason"]
  public var subject: String { customerId.text }

  public var entryId: ID<PointsEntry>
  public var customerId: ID<Customer>
  /// Why they moved.
  public var kind: PointsKind
  /// Negative where points go.
  public var points: Int
  public var reason: String?
  /// Finance's document that caused it.
  public var refersTo: String?
  public var on: BusinessDate
  /// The last day of points that were earned.
  public var expiresOn: BusinessDate?
  public var occurredAt: Instant
}
