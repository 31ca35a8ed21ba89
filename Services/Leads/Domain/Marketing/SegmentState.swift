import Contracts
import Kernel

/// A segment as it now is (F1). All of its rules hold for a member.
public struct SegmentState: Hashable, Sendable {
  public var id: ID<Segment>
  public var name: String
  public var rules: [SegmentRule]
  public var active: Bool
  /// Counts how often it was defined.
  public var version: Int

  /// How many rules a segment has.
  public static let ruleCount = 1...20

  public init(id: ID<Segment>, name: String, rules: [SegmentRule], active: Bool, version: Int) {
    (self.id, self.name, self.rules, self.active, self.version) = (id, name, rules, active, version)
  }

  public init(_ event: SegmentDefined, version: Int = 1) {
    self.init(id: event.segmentId, name: event.name, rules: event.rules, active: event.active, version: version)
  }

  public mutating func apply(_ event: SegmentDefined) { self = SegmentState(event, version: version + 1) }

  public static func define(
    _ id: ID<Segment>, name: String, rules: [SegmentRule], active: Bool, at occurredAt: Instant
  ) throws(LeadError) -> SegmentDefined {
    var review = FieldReview()
    review.text("/name", name)
    if !ruleCount.contains(rules.count) { review.refuse("/rules", .ruleCount(ruleCount)) }
    for (index, rule) in rules.enumerated() {
      if !SegmentFacts.isField(rule.field) {
        review.refuse("/rules/\(index)/field", .notASegmentField(known: SegmentFacts.fields.sorted()))
      }
      if rule.comparison.comparesNumbers, Int64(rule.value) == nil {
        review.refuse("/rules/\(index)/value", .notWhole)
      }
    }
    try review.finish()
    return SegmentDefined(
      segmentId: id, name: name, rules: rules, active: active, definedOn: CompanyZone.day(at: occurredAt),
      occurredAt: occurredAt)
  }

  /// What an edit makes of it: what is left out stays.
  public func edit(
    name: String?, rules: [SegmentRule]?, active: Bool?, at occurredAt: Instant
  ) throws(LeadError) -> SegmentDefined {
    try Self.define(
      id, name: name ?? self.name, rules: rules ?? self.rules, active: active ?? self.active, at: occurredAt)
  }

  public func holds(for facts: SegmentFacts) -> Bool { active && rules.allSatisfy { $0.holds(for: facts) } }

  /// Tells who came in and who left, in the order of their ids; nothing for those who stay. A segment that is not
  /// active has no members.
  public func review(
    members: Set<ID<Customer>>, among customers: [SegmentFacts], on day: BusinessDate, at occurredAt: Instant
  ) -> [SegmentChanged] {
    let matching = Set(customers.filter(holds).map(\.customerID))
    return matching.symmetricDifference(members).sorted().map { customer in
      SegmentChanged(
        segmentId: id, customerId: customer, isMember: matching.contains(customer), on: day, occurredAt: occurredAt)
    }
  }
}

extension SegmentRule.Comparison {
  /// Whether it compares whole numbers, and not texts.
  public var comparesNumbers: Bool { self == .atLeast || self == .below }
}
