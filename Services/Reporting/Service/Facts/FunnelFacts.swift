import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension FactTable {
  static let funnel = FactTable(
    name: "funnel", dimensions: ["stage", "salesperson", "channel"], values: ["entered", "moved_on", "days"])
}

extension Feature {
  /// How leads move through the pipeline (A9). It comes before `leads`, since it looks at what a lead was until now.
  static let funnel = Feature(
    facts: .funnel,
    listens: [
      .on(LeadCaptured.self, copy: capture), .on(LeadStageChanged.self, copy: move),
      .on(LeadEdited.self, copy: restate),
    ])
}

extension Migration {
  static let funnel = FactTable.funnel.creation
}

/// Where a lead stands, and since when.
private struct Stay {
  let stage: LeadStage
  let owner: String?
  let channel: String
  let since: BusinessDate?

  static func find(_ lead: ID<Lead>, in database: Database) throws -> Stay? {
    guard let channel = try LeadRestatements.statement(of: lead, in: database)?.origin.channel else { return nil }
    return try database.first("SELECT stage, owner_id, stage_since FROM leads WHERE lead_id = ?", lead) { row in
      Stay(
        stage: try row.choice("stage"), owner: try row.optionalText("owner_id"), channel: channel,
        since: try row.optionalDate("stage_since"))
    }
  }
}

private func fact(
  on day: BusinessDate, _ stage: LeadStage, _ owner: String?, _ channel: String, _ values: [String: Int64]
) -> FactTable.Fact {
  FactTable.Fact(
    day: day, keys: ["stage": stage.rawValue, "salesperson": owner ?? ReadModels.none, "channel": channel],
    values: values)
}

@Sendable private func capture(_ event: LeadCaptured, _ origin: EventOrigin, in database: Database) throws {
  try FactTable.funnel.keep(
    fact(on: event.capturedOn, .new, event.ownerId?.text, event.profile.source.channel.rawValue, ["entered": 1]),
    origin,
    in: database)
}

/// The time in a stage counts on the day on which the lead leaves it.
@Sendable private func move(_ event: LeadStageChanged, _ origin: EventOrigin, in database: Database) throws {
  guard let stay = try Stay.find(event.leadId, in: database) else { return }
  let days = stay.since.map { max(0, event.changedOn.days(since: $0)) } ?? 0
  try FactTable.funnel.keep(
    [
      fact(on: event.changedOn, event.from, stay.owner, stay.channel, ["moved_on": 1, "days": Int64(days)]),
      fact(on: event.changedOn, event.to, stay.owner, stay.channel, ["entered": 1]),
    ], origin, in: database)
}

/// A lead that is said to be of another channel goes on from there: the stay that is not over is counted there from that
/// day on, so that what entered less what left is what stays, for each channel.
@Sendable private func restate(_ event: LeadEdited, _ origin: EventOrigin, in database: Database) throws {
  let channel = event.profile.source.channel.rawValue
  guard let stay = try Stay.find(event.leadId, in: database), stay.channel != channel else { return }
  try FactTable.funnel.keep(
    [
      fact(on: event.editedOn, stay.stage, stay.owner, stay.channel, ["entered": -1]),
      fact(on: event.editedOn, stay.stage, stay.owner, channel, ["entered": 1]),
    ], origin, in: database)
}
