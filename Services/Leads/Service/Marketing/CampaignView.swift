import Contracts
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

/// A campaign as the API shows one.
struct CampaignView: Codable, Sendable {
  var id: ID<Campaign>
  var name: String
  var kind: String
  var goal: String?
  var channel: String?
  var budget: Money?
  var startsOn: BusinessDate
  var endsOn: BusinessDate
  var segmentId: ID<Segment>?
  var state: CampaignState
  var attributes: [String: String]
  var version: Int
}

extension CampaignView {
  init(_ campaign: CampaignPlan) {
    self.init(
      id: campaign.id, name: campaign.name, kind: campaign.kind, goal: campaign.goal, channel: campaign.channel,
      budget: campaign.budget, startsOn: campaign.startsOn, endsOn: campaign.endsOn, segmentId: campaign.segmentID,
      state: campaign.state, attributes: campaign.attributes, version: campaign.version)
  }
}

extension Answer where Body == CampaignView {
  /// The campaign as it now is.
  static func campaign(_ id: ID<Campaign>, in database: Database) throws -> Answer {
    let campaign = try CampaignStore.find(id, in: database)
    return Answer(CampaignView(campaign), version: campaign.version)
  }
}

/// What passed between a campaign and a person, as the API shows it.
struct ResponseView: Codable, Sendable {
  var campaignId: ID<Campaign>
  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var response: String
  var channel: String?
  var on: String
}
