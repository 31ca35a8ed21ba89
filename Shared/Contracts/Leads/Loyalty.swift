import Kernel

/// One condition of a segment: a field, how it is compared, and with what (F1).
public struct SegmentRule: Codable, Hashable, Sendable {
  public enum Comparison: String, Codable, CaseIterable, Hashable, Sendable {
    case equals, contains, below
    case notEquals = "not-equals"
    case atLeast = "at-least"
  }

  /// `type`, `status`, `tier`, `channel`, `city`, `community`, `tag`, `orders`, `received` (in fen), `referrals`,
  /// `daysSinceOrder`, `points`, or `custom.` and a name
  public var field: String
  public var comparison: Comparison
  public var value: String

  public init(field: String, comparison: Comparison, value: String) {
    self.field = field
    self.comparison = comparison
    self.value = value
  }
}

/// How points move (F2).
public enum PointsKind: String, Codable, CaseIterable, Hashable, Sendable {
  case earned, reversed, redeemed, expired, granted
}

/// A segment as it now is (F1).
public struct SegmentDefined: DomainEvent {
  public static let type = "joinery.leads.segment.defined.v1"
  public var key: String { segmentId.text }
  public var subject: String { segmentId.text }

  public var segmentId: ID<Segment>
  public var name: String
  /// All of them hold for a member.
  public var rules: [SegmentRule]
  public var active: Bool
  public var definedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    segmentId: ID<Segment>, name: String, rules: [SegmentRule], active: Bool, definedOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.segmentId = segmentId
    self.name = name
    self.rules = rules
    self.active = active
    self.definedOn = definedOn
    self.occurredAt = occurredAt
  }
}

/// A customer came into a segment or left it; written on a change only (F1).
public struct SegmentChanged: DomainEvent {
  public static let type = "joinery.leads.segment.changed.v1"
  public var key: String { customerId.text }
  public var subject: String { segmentId.text }

  public var segmentId: ID<Segment>
  public var customerId: ID<Customer>
  public var isMember: Bool
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(
    segmentId: ID<Segment>, customerId: ID<Customer>, isMember: Bool, on: BusinessDate, occurredAt: Instant
  ) {
    self.segmentId = segmentId
    self.customerId = customerId
    self.isMember = isMember
    self.on = on
    self.occurredAt = occurredAt
  }
}

/// A customer is in another tier, with the figures that say why (F3, F4).
public struct CustomerTierChanged: DomainEvent {
  public static let type = "joinery.leads.customer.tier_changed.v1"
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  public var from: String?
  /// `A`, `B` or `C`.
  public var to: String
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
  public var windowFrom: BusinessDate
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(
    customerId: ID<Customer>, from: String?, to: String, reason: String, recency: Int, frequency: Int, monetary: Int,
    received: Money, cumulativePercent: Percent, windowFrom: BusinessDate, on: BusinessDate, occurredAt: Instant
  ) {
    self.customerId = customerId
    self.from = from
    self.to = to
    self.reason = reason
    self.recency = recency
    self.frequency = frequency
    self.monetary = monetary
    self.received = received
    self.cumulativePercent = cumulativePercent
    self.windowFrom = windowFrom
    self.on = on
    self.occurredAt = occurredAt
  }
}

/// A plan of care as it now is (B18).
public struct CarePlanChanged: DomainEvent {
  public static let type = "joinery.leads.care_plan.changed.v1"
  public var key: String { planId.text }
  public var subject: String { planId.text }

  public var planId: ID<CarePlan>
  public var name: String
  /// The kind of the customer's date that it follows, such as `birthday`, or `installation`.
  public var dateKind: String
  /// Days before the day on which it is due.
  public var leadDays: Int
  /// For this tier only.
  public var tier: String?
  public var active: Bool
  public var occurredAt: Instant

  public init(
    planId: ID<CarePlan>, name: String, dateKind: String, leadDays: Int, tier: String?, active: Bool,
    occurredAt: Instant
  ) {
    self.planId = planId
    self.name = name
    self.dateKind = dateKind
    self.leadDays = leadDays
    self.tier = tier
    self.active = active
    self.occurredAt = occurredAt
  }
}

/// A customer's yearly day comes (B11, B18): raised once for each plan, customer and year's day.
public struct CareDue: DomainEvent {
  public static let type = "joinery.leads.care.due.v1"
  public var key: String { customerId.text }
  public var subject: String { planId.text }

  public var planId: ID<CarePlan>
  public var customerId: ID<Customer>
  public var dateKind: String
  public var ownerId: ID<Employee>?
  /// The day itself, converted where it is of the lunar calendar.
  public var dueOn: BusinessDate
  public var raisedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    planId: ID<CarePlan>, customerId: ID<Customer>, dateKind: String, ownerId: ID<Employee>?, dueOn: BusinessDate,
    raisedOn: BusinessDate, occurredAt: Instant
  ) {
    self.planId = planId
    self.customerId = customerId
    self.dateKind = dateKind
    self.ownerId = ownerId
    self.dueOn = dueOn
    self.raisedOn = raisedOn
    self.occurredAt = occurredAt
  }
}

/// A customer got a gift (B19).
public struct GiftGiven: DomainEvent {
  public static let type = "joinery.leads.gift.given.v1"
  public var key: String { customerId.text }
  public var subject: String { giftId.text }

  public var giftId: ID<Gift>
  public var customerId: ID<Customer>
  public var description: String
  public var cost: Money
  public var reason: String?
  public var givenBy: ID<Employee>
  public var givenOn: BusinessDate
  public var occurredAt: Instant

  public init(
    giftId: ID<Gift>, customerId: ID<Customer>, description: String, cost: Money, reason: String?,
    givenBy: ID<Employee>, givenOn: BusinessDate, occurredAt: Instant
  ) {
    self.giftId = giftId
    self.customerId = customerId
    self.description = description
    self.cost = cost
    self.reason = reason
    self.givenBy = givenBy
    self.givenOn = givenOn
    self.occurredAt = occurredAt
  }
}

/// An entry of the points ledger (F2).
public struct PointsChanged: DomainEvent {
  public static let type = "joinery.leads.points.changed.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var entryId: ID<PointsEntry>
  public var customerId: ID<Customer>
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

  public init(
    entryId: ID<PointsEntry>, customerId: ID<Customer>, kind: PointsKind, points: Int, reason: String?,
    refersTo: String?, on: BusinessDate, expiresOn: BusinessDate?, occurredAt: Instant
  ) {
    self.entryId = entryId
    self.customerId = customerId
    self.kind = kind
    self.points = points
    self.reason = reason
    self.refersTo = refersTo
    self.on = on
    self.expiresOn = expiresOn
    self.occurredAt = occurredAt
  }
}

/// A customer who had lapsed came back (A18).
public struct CustomerReactivated: DomainEvent {
  public static let type = "joinery.leads.customer.reactivated.v1"
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  /// The last business before.
  public var lapsedOn: BusinessDate
  /// `order`, `activity` or `lead`
  public var by: String
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(
    customerId: ID<Customer>, lapsedOn: BusinessDate, by: String, on: BusinessDate, occurredAt: Instant
  ) {
    self.customerId = customerId
    self.lapsedOn = lapsedOn
    self.by = by
    self.on = on
    self.occurredAt = occurredAt
  }
}
