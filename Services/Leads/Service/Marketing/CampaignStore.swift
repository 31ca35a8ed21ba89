import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The tables of campaigns and of what passed between them and people.
enum CampaignStore {
  static func write(_ event: CampaignChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO campaigns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET
        name = excluded.name, kind = excluded.kind, goal = excluded.goal, channel = excluded.channel,
        budget = excluded.budget, currency = excluded.currency, starts_on = excluded.starts_on,
        ends_on = excluded.ends_on, segment = excluded.segment, state = excluded.state,
        attributes = excluded.attributes, version = version + 1
      """, event.campaignId, event.name, event.kind, event.goal, event.channel, event.budget?.amount,
      event.budget?.currency, event.startsOn, event.endsOn, event.segmentId, event.state.rawValue,
      try Document.text(event.attributes))
  }

  /// Throws 404.
  static func find(_ id: ID<Campaign>, in database: Database) throws -> CampaignPlan {
    try database.first("SELECT * FROM campaigns WHERE id = ?", id, read: read).orNotFound(
      Localized(zh: "活动方案", en: "campaign"), id.text)
  }

  /// In the order of ids.
  static func list(_ page: PageRequest, in database: Database) throws -> [CampaignPlan] {
    try database.all("SELECT * FROM campaigns WHERE id > ? ORDER BY id LIMIT ?", page.after, page.rows, read: read)
  }

  private static func read(_ row: borrowing Row) throws -> CampaignPlan {
    CampaignPlan(
      id: try row.id("id"), name: try row.text("name"), kind: try row.text("kind"),
      goal: try row.optionalText("goal"), channel: try row.optionalText("channel"),
      budget: try row.optionalMoney("budget"), startsOn: try row.date("starts_on"), endsOn: try row.date("ends_on"),
      segmentID: try row.optionalID("segment"), state: try row.choice("state"),
      attributes: try row.document("attributes"), version: try row.int("version"))
  }

  static func note(_ event: CampaignResponded, to database: Database) throws {
    try database.run(
      "INSERT INTO campaign_responses VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", event.campaignId,
      event.customerId, event.response.rawValue, event.leadId, event.channel, event.on)
  }

  /// In the order of customers, then of responses.
  static func responses(
    to id: ID<Campaign>, _ page: PageRequest, for visibility: Visibility, in database: Database
  ) throws -> [ResponseView] {
    try database.all(
      """
      SELECT * FROM campaign_responses
      WHERE campaign = ?1 AND customer || ' ' || response > ?2 AND \(Belonging.campaignResponses.condition(4))
      ORDER BY customer || ' ' || response LIMIT ?3
      """, [id, page.after, page.rows] + visibility.seen.values
    ) { row in
      ResponseView(
        campaignId: try row.id("campaign"), customerId: try row.id("customer"), leadId: try row.optionalID("lead"),
        response: try row.text("response"), channel: try row.optionalText("channel"), on: try row.text("on_day"))
    }
  }
}
