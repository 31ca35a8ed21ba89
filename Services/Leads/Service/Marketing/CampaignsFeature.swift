import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("campaigns", scope: .company, readers: .everyone, writers: .organisers)
/// Under them stand customers.
private let responses = Resource("campaigns", scope: .customer, readers: .everyone, writers: .field)

extension Feature {
  /// Campaigns from the plan to who answered (A10, A11, A13 to A15).
  static let campaigns = Feature(
    tables: ["campaigns", "campaign_responses"],
    routes: {
      resource.list(Localized(zh: "活动方案", en: "Campaigns"), by: \.id.text) { _, page, database in
        try CampaignStore.list(page, in: database).map(CampaignView.init)
      }
      responses.list(
        Localized(zh: "活动的响应", en: "Responses to a campaign"), under: "/{id}/responses",
        by: { (response: ResponseView) in "\(response.customerId) \(response.response)" }
      ) { query, page, database in
        let campaign = try CampaignStore.find(query.id(), in: database)
        return try CampaignStore.responses(to: campaign.id, page, for: query.visibility, in: database)
      }
      resource.add(Localized(zh: "计划活动", en: "Plan a campaign"), AddCampaign.run)
      resource.item(Localized(zh: "一个活动方案", en: "A campaign")) { query, database in
        try .campaign(query.id(), in: database)
      }
      resource.edit(Localized(zh: "修改活动方案", en: "Change a campaign"), EditCampaign.run)
      resource.act("start", Localized(zh: "开始活动", en: "Start a campaign"), MoveCampaign.start)
      resource.act("end", Localized(zh: "结束活动", en: "End a campaign"), MoveCampaign.end)
      responses.act(
        "responses", Localized(zh: "记录响应", en: "Record a response"), roles: .field, answers: 201, AddResponse.run)
    },
    writes: [.on(CampaignChanged.self, CampaignStore.write), .on(CampaignResponded.self, CampaignStore.note)])
}

extension Migration {
  static let campaigns = Migration(
    """
    CREATE TABLE campaigns (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, goal TEXT, channel TEXT, budget INTEGER,
      currency TEXT, starts_on TEXT NOT NULL, ends_on TEXT NOT NULL, segment TEXT, state TEXT NOT NULL,
      attributes TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
    CREATE TABLE campaign_responses (
      campaign TEXT NOT NULL, customer TEXT NOT NULL, response TEXT NOT NULL, lead TEXT, channel TEXT,
      on_day TEXT NOT NULL, PRIMARY KEY (campaign, customer, response)) STRICT;
    """)
}
