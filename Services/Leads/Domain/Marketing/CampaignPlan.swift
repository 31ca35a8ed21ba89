import Contracts
import Kernel

/// A campaign as it now is: planned, then started, then ended (A10, A11). Its moves return events and change nothing.
public struct CampaignPlan: Hashable, Sendable {
  public var id: ID<Campaign>
  public var name: String
  public var kind: String
  public var goal: String?
  public var channel: String?
  public var budget: Money?
  public var startsOn: BusinessDate
  /// The last day.
  public var endsOn: BusinessDate
  public var segmentID: ID<Segment>?
  public var state: CampaignState
  /// 4P, 4C and positioning (A11).
  public var attributes: [String: String]
  /// Counts everything that happened to it.
  public var version: Int

  /// What the attributes may be called.
  public static let elements = [
    "product", "price", "place", "promotion", "customer", "cost", "convenience", "communication", "positioning",
  ]

  public init(_ event: CampaignChanged, version: Int = 1) {
    self.init(
      id: event.campaignId, name: event.name, kind: event.kind, goal: event.goal, channel: event.channel,
      budget: event.budget, startsOn: event.startsOn, endsOn: event.endsOn, segmentID: event.segmentId,
      state: event.state, attributes: event.attributes, version: version)
  }

  /// As it stands in the store.
  public init(
    id: ID<Campaign>, name: String, kind: String, goal: String?, channel: String?, budget: Money?,
    startsOn: BusinessDate, endsOn: BusinessDate, segmentID: ID<Segment>?, state: CampaignState,
    attributes: [String: String], version: Int
  ) {
    (self.id, self.name, self.kind, self.goal) = (id, name, kind, goal)
    (self.channel, self.budget, self.startsOn, self.endsOn) = (channel, budget, startsOn, endsOn)
    (self.segmentID, self.state, self.attributes, self.version) = (segmentID, state, attributes, version)
  }

  public mutating func apply(_ event: CampaignChanged) { self = CampaignPlan(event, version: version + 1) }
}

extension CampaignPlan {
  public static func plan(_ draft: CampaignDraft, as id: ID<Campaign>, at occurredAt: Instant) throws(LeadError)
    -> CampaignChanged
  {
    let plan = CampaignPlan(
      id: id, name: draft.name, kind: draft.kind ?? "promotion", goal: draft.goal, channel: draft.channel,
      budget: draft.budget, startsOn: draft.startsOn, endsOn: draft.endsOn, segmentID: draft.segmentId,
      state: .planned, attributes: draft.attributes ?? [:], version: 0)
    return try plan.changed(at: occurredAt)
  }

  public func edit(_ edit: CampaignEdit, at occurredAt: Instant) throws(LeadError) -> CampaignChanged {
    var plan = self
    plan.name = edit.name ?? name
    plan.kind = edit.kind ?? kind
    plan.goal = edit.goal.applied(to: goal)
    plan.channel = edit.channel.applied(to: channel)
    plan.budget = edit.budget.applied(to: budget)
    plan.startsOn = edit.startsOn ?? startsOn
    plan.endsOn = edit.endsOn ?? endsOn
    plan.segmentID = edit.segmentId.applied(to: segmentID)
    plan.attributes = edit.attributes.applied(to: attributes) ?? [:]
    return try plan.changed(at: occurredAt)
  }

  /// Starts a planned one.
  public func start(at occurredAt: Instant) throws(LeadError) -> CampaignChanged {
    try move(from: .planned, to: .started, at: occurredAt)
  }

  /// Ends a started one.
  public func end(at occurredAt: Instant) throws(LeadError) -> CampaignChanged {
    try move(from: .started, to: .ended, at: occurredAt)
  }

  private func move(
    from: CampaignState, to: CampaignState, at occurredAt: Instant
  ) throws(LeadError) -> CampaignChanged {
    guard state == from else { throw .campaignState(state) }
    var plan = self
    plan.state = to
    return try plan.changed(at: occurredAt)
  }

  private func changed(at occurredAt: Instant) throws(LeadError) -> CampaignChanged {
    var review = FieldReview()
    review.text("/name", name)
    review.text("/kind", kind, upTo: 50)
    review.length("/goal", goal, upTo: FieldReview.longText)
    review.length("/channel", channel)
    review.notNegative("/budget", budget)
    if endsOn < startsOn { review.refuse("/endsOn", .endsBeforeStart) }
    for (element, text) in attributes.sorted(by: { $0.key < $1.key }) {
      review.length("/attributes/\(element)", text, upTo: FieldReview.longText)
      guard !Self.elements.contains(element) else { continue }
      review.refuse("/attributes/\(element)", .notAnElement(known: Self.elements.sorted()))
    }
    try review.finish()
    return CampaignChanged(
      campaignId: id, name: name, kind: kind, goal: goal, channel: channel, budget: budget, startsOn: startsOn,
      endsOn: endsOn, segmentId: segmentID, state: state, attributes: attributes,
      changedOn: CompanyZone.day(at: occurredAt), occurredAt: occurredAt)
  }

  /// What passed between the campaign and a person (A13, A15). Whoever wants no messages gets none (A14): `optOut` are
  /// the channels by which the customer wants none.
  public func respond(
    _ draft: ResponseDraft, optOut: [String], at occurredAt: Instant
  ) throws(LeadError) -> CampaignResponded {
    let channel = draft.channel ?? self.channel
    if draft.response == .sent || draft.response == .invited,
      optOut.contains("all") || optOut.contains(channel ?? "all")
    {
      throw .optedOut
    }
    return CampaignResponded(
      campaignId: id, customerId: draft.customerId, leadId: draft.leadId, response: draft.response, channel: channel,
      on: draft.on ?? CompanyZone.day(at: occurredAt), occurredAt: occurredAt)
  }
}
