import Kernel

/// Where a campaign is (A10).
public enum CampaignState: String, Codable, CaseIterable, Hashable, Sendable {
  case planned, started, ended
}

/// What passed between a campaign and a person.
public enum CampaignResponse: String, Codable, CaseIterable, Hashable, Sendable {
  case invited, sent, answered, attended, declined
}

/// A campaign was planned, edited, started or ended: as it now is (A10, A11).
public struct CampaignChanged: DomainEvent {
  public static let type = "joinery.leads.campaign.changed.v1"
  public var key: String { campaignId.text }

  public var campaignId: ID<Campaign>
  public var name: String
  /// `promotion`, `event`, `mailing` or another word of the company.
  public var kind: String
  /// What it is for, in words.
  public var goal: String?
  /// By what it reaches people, in the company's words.
  public var channel: String?
  /// What it may cost.
  public var budget: Money?
  /// The first day.
  public var startsOn: BusinessDate
  /// The last day.
  public var endsOn: BusinessDate
  /// The segment that it speaks to; absent for everybody.
  public var segmentId: ID<Segment>?
  /// Where it is now.
  public var state: CampaignState
  /// 4P, 4C and positioning (A11): `product`, `price`, `place`, `promotion`, `customer`, `cost`, `convenience`, `communication`, `positioning`.
  public var attributes: [String: String]
  /// The business day of this change.
  public var changedOn: BusinessDate
  public var occurredAt: Instant
}

/// Something between a campaign and one person: invited, sent to, answered, came (A13, A14, A15).
public struct CampaignResponded: DomainEvent {
  public static let type = "joinery.leads.campaign.responded.v1"

  public var campaignId: ID<Campaign>
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  /// What passed.
  public var response: CampaignResponse
  /// By what it passed, in the company's words.
  public var channel: String?
  public var on: BusinessDate
  public var occurredAt: Instant
}

/// An employee met a person, in whatever channel; the person was known or is new (A8, B7).
public struct TouchRecorded: DomainEvent {
  public static let type = "joinery.leads.touch.recorded.v1"
  public static let personal: Set<String> = ["notes"]

  public var touchId: ID<Touch>
  public var customerId: ID<Customer>
  /// Code of the employee who met the person.
  public var employeeId: ID<Employee>
  /// Where or by what they met, in the company's words.
  public var channel: String
  /// When they met.
  public var at: Instant
  /// The person was registered by this touch.
  public var isNew: Bool
  /// The person came to us.
  public var inbound: Bool
  public var notes: String?
  public var occurredAt: Instant
}
