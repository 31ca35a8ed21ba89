import Contracts
import Kernel

/// A campaign to be planned (A10, A11).
public struct CampaignDraft: Decodable, Equatable, Sendable {
  public var name: String
  public var kind: String?
  public var goal: String?
  public var channel: String?
  public var budget: Money?
  public var startsOn: BusinessDate
  public var endsOn: BusinessDate
  public var segmentId: ID<Segment>?
  /// `product`, `price`, `place`, `promotion`, `customer`, `cost`, `convenience`, `communication`, `positioning`
  public var attributes: [String: String]?

  public init(name: String, startsOn: BusinessDate, endsOn: BusinessDate) {
    (self.name, self.startsOn, self.endsOn) = (name, startsOn, endsOn)
  }
}

/// What is to change of a campaign: what is absent stays, null takes a value away.
public struct CampaignEdit: Decodable, Equatable, Sendable {
  public var name: String?
  public var kind: String?
  public var goal: Patch<String> = .absent
  public var channel: Patch<String> = .absent
  public var budget: Patch<Money> = .absent
  public var startsOn: BusinessDate?
  public var endsOn: BusinessDate?
  public var segmentId: Patch<ID<Segment>> = .absent
  public var attributes: Patch<[String: String]> = .absent

  public init() {}
}

/// What passed between a campaign and a person.
public struct ResponseDraft: Decodable, Equatable, Sendable {
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var response: CampaignResponse
  public var channel: String?
  public var on: BusinessDate?

  public init(customerId: ID<Customer>, leadId: ID<Lead>? = nil, response: CampaignResponse, channel: String? = nil) {
    (self.customerId, self.leadId, self.response, self.channel) = (customerId, leadId, response, channel)
  }
}
