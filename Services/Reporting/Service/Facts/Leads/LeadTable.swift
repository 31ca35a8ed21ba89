import Contracts
import Kernel
import Messaging
import Persistence
import ReportingDomain
import SQLite

/// A lead as it was captured, and since when that is known. What edits said later stands in `lead_edits`.
struct CapturedLead {
  let capturedOn: BusinessDate
  let known: Int64
  let statement: LeadStatement

  static func find(_ lead: ID<Lead>, in database: Database) throws -> CapturedLead? {
    try database.first(
      """
      SELECT captured_on, known, channel, campaign, partner, referrer, in_profile FROM leads WHERE lead_id = ?
      """, lead
    ) { row in
      CapturedLead(
        capturedOn: try row.date("captured_on"), known: try row.integer("known"), statement: try LeadStatement(row))
    }
  }
}

extension LeadStatement {
  init(_ row: borrowing Row) throws {
    self.init(
      origin: LeadOrigin(
        channel: try row.text("channel"), campaign: try row.optionalText("campaign"),
        partner: try row.optionalText("partner"), referrer: try row.optionalText("referrer")),
      inProfile: try row.bool("in_profile"))
  }
}

/// Leads as their events have left them.
enum LeadTable {
  @Sendable static func capture(_ event: LeadCaptured, _ origin: EventOrigin, in database: Database) throws {
    let source = LeadOrigin(event.profile.source)
    try database.run(
      "INSERT INTO leads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", event.leadId, event.customerId, source.channel,
      event.capturedOn, origin.time, LeadStage.new.rawValue, event.ownerId?.text, event.inProfile, source.campaign,
      source.partner, source.referrer, event.capturedOn)
    try LeadFacts.complete(event.leadId, in: database)
    try LeadFacts.keep(LeadFact(event), part: 0, of: Provenance(origin), in: database)
  }

  @Sendable static func assign(_ event: LeadAssigned, _ origin: EventOrigin, in database: Database) throws {
    try database.run("UPDATE leads SET owner_id = ? WHERE lead_id = ?", event.to, event.leadId)
  }

  @Sendable static func move(_ event: LeadStageChanged, _ origin: EventOrigin, in database: Database) throws {
    try database.run(
      "UPDATE leads SET stage = ?, stage_since = ? WHERE lead_id = ?", event.to.rawValue, event.changedOn, event.leadId)
    if let fact = LeadFact(event) { try LeadFacts.keep(fact, part: 0, of: Provenance(origin), in: database) }
  }
}
