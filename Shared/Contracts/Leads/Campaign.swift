import Kernel

/// Where a campaign is (A10).
public enum CampaignState: String, Codable, CaseIterable, Hashable, Sendable {
  case planned, started, ended
}

/// What passed between a campaign and a person.
public enum CampaignResponse: String, Codable, CaseIterable, Hashable, Sendable {
  case invited, sent, answered, attended, declined
}

/// Where a referral is: money came in, or all or some of it went back.
public enum ReferralState: String, Codable, CaseIterable, Hashable, Sendable {
  case converted
  case clawedBack = "clawed-back"
}

/// A business partner that brings customers, as it now is (A2, B20).
public struct PartnerChanged: DomainEvent {
  public static let type = "joinery.leads.partner.changed.v1"
  public static let personal: Set<String> = ["name", "contactName", "phone"]
  public var key: String { partnerId.text }
  public var subject: String { partnerId.text }

  public var partnerId: ID<Partner>
  public var name: String
  /// `decorator`, `designer`, `developer`, `dealer` or another word of the company.
  public var kind: String
  public var contactName: String?
  public var phone: String?
  /// The employee who keeps the relation.
  public var ownerId: ID<Employee>?
  public var active: Bool
  public var occurredAt: Instant

  public init(
    partnerId: ID<Partner>, name: String, kind: String, contactName: String?, phone: String?, ownerId: ID<Employee>?,
    active: Bool, occurredAt: Instant
  ) {
    self.partnerId = partnerId
    self.name = name
    self.kind = kind
    self.contactName = contactName
    self.phone = phone
    self.ownerId = ownerId
    self.active = active
    self.occurredAt = occurredAt
  }
}

/// A campaign was planned, edited, started or ended: as it now is (A10, A11).
public struct CampaignChanged: DomainEvent {
  public static let type = "joinery.leads.campaign.changed.v1"
  public var key: String { campaignId.text }
  public var subject: String { campaignId.text }

  public var campaignId: ID<Campaign>
  public var name: String
  /// `promotion`, `event`, `mailing` or another word of the company.
  public var kind: String
  public var goal: String?
  public var channel: String?
  public var budget: Money?
  public var startsOn: BusinessDate
  /// The last day.
  public var endsOn: BusinessDate
  public var segmentId: ID<Segment>?
  public var state: CampaignState
  /// 4P, 4C and positioning (A11): `product`, `price`, `place`, `promotion`, `customer`, `cost`, `convenience`, `communication`, `positioning`.
  public var attributes: [String: String]
  /// The business day of this change.
  public var changedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    campaignId: ID<Campaign>, name: String, kind: String, goal: String?, channel: String?, budget: Money?,
    startsOn: BusinessDate, endsOn: BusinessDate, segmentId: ID<Segment>?, state: CampaignState,
    attributes: [String: String], changedOn: BusinessDate, occurredAt: Instant
  ) {
    self.campaignId = campaignId
    self.name = name
    self.kind = kind
    self.goal = goal
    self.channel = channel
    self.budget = budget
    self.startsOn = startsOn
    self.endsOn = endsOn
    self.segmentId = segmentId
    self.state = state
    self.attributes = attributes
    self.changedOn = changedOn
    self.occurredAt = occurredAt
  }
}

/// Something between a campaign and one person: invited, sent to, answered, came (A13, A14, A15).
public struct CampaignResponded: DomainEvent {
  public static let type = "joinery.leads.campaign.responded.v1"
  public var key: String { customerId.text }
  public var subject: String { campaignId.text }

  public var campaignId: ID<Campaign>
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var response: CampaignResponse
  public var channel: String?
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(
    campaignId: ID<Campaign>, customerId: ID<Customer>, leadId: ID<Lead>?, response: CampaignResponse, channel: String?,
    on: BusinessDate, occurredAt: Instant
  ) {
    self.campaignId = campaignId
    self.customerId = customerId
    self.leadId = leadId
    self.response = response
    self.channel = channel
    self.on = on
    self.occurredAt = occurredAt
  }
}

/// A customer brought a new one (A20).
public struct ReferralRecorded: DomainEvent {
  public static let type = "joinery.leads.referral.recorded.v1"
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  /// The referred person's lead.
  public var leadId: ID<Lead>
  /// The referred one.
  public var customerId: ID<Customer>
  public var referrerCustomerId: ID<Customer>
  public var recordedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, referrerCustomerId: ID<Customer>, recordedOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.referrerCustomerId = referrerCustomerId
    self.recordedOn = recordedOn
    self.occurredAt = occurredAt
  }
}

/// Money came in for an order of the referred lead, or went back: each movement (A20).
public struct ReferralConverted: DomainEvent {
  public static let type = "joinery.leads.referral.converted.v1"
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  /// The referred one.
  public var customerId: ID<Customer>
  public var referrerCustomerId: ID<Customer>
  public var orderId: ID<Order>
  public var state: ReferralState
  /// What this movement adds; negative where money went back.
  public var amount: Money
  /// All of the order so far, this movement included.
  public var received: Money
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, referrerCustomerId: ID<Customer>, orderId: ID<Order>,
    state: ReferralState, amount: Money, received: Money, on: BusinessDate, occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.referrerCustomerId = referrerCustomerId
    self.orderId = orderId
    self.state = state
    self.amount = amount
    self.received = received
    self.on = on
    self.occurredAt = occurredAt
  }
}

/// An employee met a person, in whatever channel; the person was known or is new (A8, B7).
public struct TouchRecorded: DomainEvent {
  public static let type = "joinery.leads.touch.recorded.v1"
  public static let personal: Set<String> = ["notes"]
  public var key: String { customerId.text }
  public var subject: String { touchId.text }

  public var touchId: ID<Touch>
  public var customerId: ID<Customer>
  public var employeeId: ID<Employee>
  public var channel: String
  public var at: Instant
  /// The person was registered by this touch.
  public var isNew: Bool
  /// The person came to us.
  public var inbound: Bool
  public var notes: String?
  public var occurredAt: Instant

  public init(
    touchId: ID<Touch>, customerId: ID<Customer>, employeeId: ID<Employee>, channel: String, at: Instant, isNew: Bool,
    inbound: Bool, notes: String?, occurredAt: Instant
  ) {
    self.touchId = touchId
    self.customerId = customerId
    self.employeeId = employeeId
    self.channel = channel
    self.at = at
    self.isNew = isNew
    self.inbound = inbound
    self.notes = notes
    self.occurredAt = occurredAt
  }
}
