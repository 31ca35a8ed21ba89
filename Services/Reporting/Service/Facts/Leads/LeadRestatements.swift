import Contracts
import Kernel
import Messaging
import Persistence
import ReportingDomain
import SQLite

/// What merges and edits of leads do to the facts about them: from the day of the change on, each fact of a lead whose
/// counting has changed is taken away where it counted and put where it counts now. These rows stand beside the facts that
/// they come from, as the change's own or, for later facts, as the fact's.
enum LeadRestatements {
  /// Parts from here on are such rows; no event makes so many facts.
  private static let firstPart = 1_000

  @Sendable static func merge(_ event: LeadsMerged, _ origin: EventOrigin, in database: Database) throws {
    try note(event.leadId, event.intoLeadId, undone: false, on: event.mergedOn, origin, in: database)
  }

  @Sendable static func unmerge(_ event: LeadsUnmerged, _ origin: EventOrigin, in database: Database) throws {
    try note(event.leadId, event.intoLeadId, undone: true, on: event.unmergedOn, origin, in: database)
  }

  private static func note(
    _ lead: ID<Lead>, _ target: ID<Lead>, undone: Bool, on day: BusinessDate, _ origin: EventOrigin,
    in database: Database
  ) throws {
    try database.run(
      "INSERT INTO lead_merges VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lead, origin.source.rawValue, origin.stream,
      origin.number, target, undone, day, origin.time)
    try restate(lead, in: database)
  }

  /// Only what reports group by is kept. All events of a lead come in one stream, so what it was is known here.
  @Sendable static func edit(_ event: LeadEdited, _ origin: EventOrigin, in database: Database) throws {
    let (new, lead) = (LeadStatement(event), event.leadId)
    guard let old = try statement(of: lead, in: database), old != new else { return }
    try database.run(
      "INSERT INTO lead_edits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", lead, origin.source.rawValue, origin.stream,
      origin.number, new.origin.channel, new.origin.campaign, new.origin.partner, new.origin.referrer, new.inProfile,
      event.editedOn, origin.time)
    try restate(lead, in: database)
  }

  /// What was last said of a lead; nil before its capture.
  static func statement(of lead: ID<Lead>, in database: Database) throws -> LeadStatement? {
    try database.first(
      """
      SELECT channel, campaign, partner, referrer, in_profile FROM lead_edits WHERE lead_id = ?
      ORDER BY number DESC LIMIT 1
      """, lead
    ) { try LeadStatement($0) } ?? CapturedLead.find(lead, in: database)?.statement
  }

  /// To be called when something about a lead has come; does nothing for one that was neither merged nor edited.
  static func review(_ lead: ID<Lead>, in database: Database) throws {
    let isRestated = try database.exists(
      """
      SELECT 1 FROM lead_merges WHERE lead_id = ?1 OR into_id = ?1
      UNION ALL SELECT 1 FROM lead_edits WHERE lead_id = ?1
      """, lead)
    if isRestated { try restate(lead, in: database) }
  }

  /// Makes the rows of all leads anew that are merged with this one, whatever has come before what.
  private static func restate(_ lead: ID<Lead>, in database: Database) throws {
    let leads = try merged(with: lead, in: database)
    let changes = try leads.flatMap { try history(of: $0, in: database) }.sorted {
      ($0.event.known, $0.event.stream, $0.event.number) < ($1.event.known, $1.event.stream, $1.event.number)
    }
    var cells: Set<LeadSums.Cell> = []
    var captured: [ID<Lead>: CapturedLead] = [:]
    for lead in leads {
      cells.formUnion(try remove(of: lead, in: database))
      captured[lead] = try CapturedLead.find(lead, in: database)
    }
    let group = LeadGroup(
      captured: captured.mapValues { ($0.capturedOn, $0.statement) },
      changes: changes.enumerated().map { LeadChange($1.lead, $1.kind, on: $1.day, order: $0) })
    var parts: [String: Int] = [:]
    for lead in leads where captured[lead] != nil {
      let facts = try facts(of: lead, in: database)
      for turn in group.turns(of: lead) {
        let change = changes[turn.change.order].event
        for (fact, own) in facts {
          let event = fact.day < turn.day ? change : own
          for (share, sign, counting) in turn.moved(fact) {
            guard let source = captured[counting.source] else { continue }
            let part = parts["\(event.stream)/\(event.number)/\(event.source)", default: firstPart]
            parts["\(event.stream)/\(event.number)/\(event.source)"] = part + 1
            try LeadFacts.write(
              share.signed(sign), part: part, of: event, on: max(fact.day, turn.day, source.capturedOn),
              known: max(own.known, change.known, source.known), as: source.under(counting.origin), in: database)
          }
        }
      }
      try LeadSums.add(rows, [lead, firstPart], in: database)
    }
    try LeadSums.forget(cells, in: database)
  }

  private static let rows = "(SELECT * FROM lead_facts WHERE lead_id = ? AND part >= ?)"

  /// The leads that are merged with this one now or were, directly or by others, sorted; it is one of them.
  private static func merged(with lead: ID<Lead>, in database: Database) throws -> [ID<Lead>] {
    try database.all(
      """
      WITH RECURSIVE found (id) AS (
        VALUES (?) UNION
        SELECT iif(m.lead_id = f.id, m.into_id, m.lead_id)
        FROM found f JOIN lead_merges m ON m.lead_id = f.id OR m.into_id = f.id)
      SELECT id FROM found ORDER BY id
      """, lead
    ) { try $0.id("id") }
  }

  private typealias Change = (lead: ID<Lead>, kind: LeadChange.Kind, day: BusinessDate, event: Provenance)

  private static func history(of lead: ID<Lead>, in database: Database) throws -> [Change] {
    let merges = try database.all(
      "SELECT source, stream, number, into_id, undone, day, known FROM lead_merges WHERE lead_id = ?", lead
    ) { row -> Change in
      let event = try Provenance(row)
      let target: ID<Lead> = try row.id("into_id")
      return (lead, try row.bool("undone") ? .unmerged : .merged(into: target), try row.date("day"), event)
    }
    let edits = try database.all("SELECT * FROM lead_edits WHERE lead_id = ?", lead) { row -> Change in
      (lead, .edited(try LeadStatement(row)), try row.date("day"), try Provenance(row))
    }
    return merges + edits
  }

  /// The facts of a captured lead as its own events and those of other services made them.
  private static func facts(of lead: ID<Lead>, in database: Database) throws -> [(LeadFact, Provenance)] {
    try database.all(
      """
      SELECT source, stream, number, known, day, leads, in_profile, valid, won, won_amount, received, currency
      FROM lead_facts WHERE lead_id = ? AND part < ? AND channel IS NOT NULL ORDER BY source, stream, number, part
      """, lead, firstPart
    ) { row in
      let event = try Provenance(row)
      return (
        LeadFact(
          leadId: lead, day: try row.date("day"), leads: try row.int("leads"), inProfile: try row.int("in_profile"),
          valid: try row.int("valid"), won: try row.int("won"), wonAmount: try row.money("won_amount"),
          received: try row.money("received")), event
      )
    }
  }

  /// Takes the rows of earlier changes away; gives the cells that they counted in.
  private static func remove(of lead: ID<Lead>, in database: Database) throws -> [LeadSums.Cell] {
    let cells = try database.all(
      "SELECT DISTINCT channel, campaign, cohort, day, currency FROM lead_facts WHERE lead_id = ? AND part >= ?",
      lead, firstPart
    ) { row in
      LeadSums.Cell(
        channel: try row.optionalText("channel"), campaign: try row.optionalText("campaign"),
        cohort: try row.text("cohort"), day: try row.text("day"), currency: try row.text("currency"))
    }
    guard !cells.isEmpty else { return [] }
    try LeadSums.add(rows, [lead, firstPart], sign: -1, in: database)
    try database.run("DELETE FROM lead_facts WHERE lead_id = ? AND part >= ?", lead, firstPart)
    return cells
  }
}

extension CapturedLead {
  /// The same lead where it is said to have come from somewhere else.
  fileprivate func under(_ origin: LeadOrigin) -> CapturedLead {
    CapturedLead(
      capturedOn: capturedOn, known: known,
      statement: LeadStatement(origin: origin, inProfile: statement.inProfile))
  }
}
