import Contracts
import Kernel
import Messaging
import ReportingDomain
import SQLite

/// What merges of leads do to the facts about them: from the day of the merge on, each fact of a lead whose counting has
/// changed is taken away where it counted and put where it counts now. These rows stand beside the facts that they come
/// from, at the merge's own place or, for later facts, at the fact's.
enum LeadMergeCopies {
  /// Parts from here on are such rows; no event makes so many facts.
  private static let firstPart = 1_000

  static func merge(
    _ lead: ID<Lead>, into target: ID<Lead>, undone: Bool, on day: BusinessDate, _ origin: EventOrigin,
    in database: Database
  ) throws {
    try database.run(
      "INSERT INTO lead_merges VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lead.text, origin.source.rawValue, origin.stream,
      origin.number, target.text, undone, day.description, origin.time.milliseconds)
    try regroup(lead, in: database)
  }

  /// To be called when something about a lead has come; does nothing for one that was never merged.
  static func review(_ lead: ID<Lead>, in database: Database) throws {
    guard try database.exists("SELECT 1 FROM lead_merges WHERE lead_id = ?1 OR into_id = ?1", lead.text) else { return }
    try regroup(lead, in: database)
  }

  /// A lead as whose merged leads count.
  private struct Source {
    let channel: String
    let capturedOn: BusinessDate
    let known: Int64
    let campaign: String?
    let partner: String?
    let referrer: String?
  }

  /// Makes the rows of all leads anew that are merged with this one, whatever has come before what.
  private static func regroup(_ lead: ID<Lead>, in database: Database) throws {
    let (leads, merges) = try component(of: lead, in: database)
    var cells: Set<[String?]> = []
    for lead in leads { cells.formUnion(try remove(of: lead, in: database)) }
    var sources: [ID<Lead>: Source] = [:]
    for lead in leads {
      sources[lead] =
        try database.first(
          "SELECT channel, captured_on, known, campaign, partner, referrer FROM leads WHERE lead_id = ?", lead.text
        ) { row in
          BusinessDate(row.text(1)).map {
            Source(
              channel: row.text(0), capturedOn: $0, known: row.integer(2), campaign: row.optionalText(3),
              partner: row.optionalText(4), referrer: row.optionalText(5))
          }
        } ?? nil
    }
    let group = LeadGroup(
      capturedOn: sources.mapValues(\.capturedOn),
      merges: merges.enumerated().map { LeadMerge($1.lead, into: $1.into, on: $1.day, order: $0) })
    var parts: [String: Int] = [:]
    for lead in leads where sources[lead] != nil {
      let facts = try facts(of: lead, in: database)
      for turn in group.turns(of: lead) {
        let place = merges[turn.merge.order].place
        for (fact, own) in facts {
          for (counting, sign) in [(turn.before, Int64(-1)), (turn.after, 1)] {
            guard let source = sources[counting.source] else { continue }
            let at = fact.day < turn.merge.day ? place : own
            let part = parts["\(at.stream)/\(at.number)/\(at.source)", default: firstPart]
            let counts = counting.isCounted ? sign : 0
            guard
              counts != 0 && (fact.leads, fact.inProfile, fact.valid, fact.won) != (0, 0, 0, 0)
                || fact.wonAmount.amount != 0 || fact.received.amount != 0
            else { continue }
            parts["\(at.stream)/\(at.number)/\(at.source)"] = part + 1
            try database.run(
              """
              INSERT INTO lead_facts (source, stream, number, part, lead_id, day, known, currency, leads, in_profile,
                valid, won, won_amount, received, channel, cohort, campaign, partner, referrer)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              """, at.source, at.stream, at.number, part, lead.text,
              max(fact.day, turn.merge.day, source.capturedOn).description, max(own.known, place.known, source.known),
              fact.currency.code, counts * Int64(fact.leads), counts * Int64(fact.inProfile),
              counts * Int64(fact.valid), counts * Int64(fact.won), sign * fact.wonAmount.amount,
              sign * fact.received.amount, source.channel, source.capturedOn.description, source.campaign,
              source.partner, source.referrer)
          }
        }
      }
      try LeadCopies.addUp(rows, [lead.text, firstPart], in: database)
    }
    try forget(cells, in: database)
  }

  private static let rows = "(SELECT * FROM lead_facts WHERE lead_id = ? AND part >= ?)"

  /// The leads that are merged with this one now or were, directly or by others, sorted; and their merges in order.
  private static func component(
    of lead: ID<Lead>, in database: Database
  ) throws -> ([ID<Lead>], [(lead: ID<Lead>, into: ID<Lead>?, day: BusinessDate, place: Place)]) {
    let leads = try database.all(
      """
      WITH RECURSIVE found (id) AS (
        VALUES (?) UNION
        SELECT iif(m.lead_id = f.id, m.into_id, m.lead_id)
        FROM found f JOIN lead_merges m ON m.lead_id = f.id OR m.into_id = f.id)
      SELECT id FROM found ORDER BY id
      """, lead.text
    ) { ID<Lead>($0.text(0)) }
    var merges: [(lead: ID<Lead>, into: ID<Lead>?, day: BusinessDate, place: Place)] = []
    for lead in leads {
      merges += try database.all(
        "SELECT into_id, undone, day, known, source, stream, number FROM lead_merges WHERE lead_id = ?", lead.text
      ) { row in
        (
          lead, row.bool(1) ? nil : ID(row.text(0)), BusinessDate(row.text(2)) ?? BusinessDate(daysSince1970: 0),
          Place(source: row.text(4), stream: row.int(5), number: row.integer(6), known: row.integer(3))
        )
      }
    }
    merges.sort {
      ($0.place.known, $0.place.stream, $0.place.number) < ($1.place.known, $1.place.stream, $1.place.number)
    }
    return (leads, merges)
  }

  /// The facts of a captured lead as its own events and those of other services made them.
  private static func facts(of lead: ID<Lead>, in database: Database) throws -> [(LeadFact, Place)] {
    try database.all(
      """
      SELECT source, stream, number, known, day, leads, in_profile, valid, won, won_amount, received, currency
      FROM lead_facts WHERE lead_id = ? AND part < ? AND channel IS NOT NULL ORDER BY source, stream, number, part
      """, lead.text, firstPart
    ) { row in
      let currency = Currency(row.text(11)) ?? .cny
      return (
        LeadFact(
          leadId: lead, day: BusinessDate(row.text(4)) ?? BusinessDate(daysSince1970: 0), leads: row.int(5),
          inProfile: row.int(6), valid: row.int(7), won: row.int(8), wonAmount: try Money(row.integer(9), currency),
          received: try Money(row.integer(10), currency)),
        Place(source: row.text(0), stream: row.int(1), number: row.integer(2), known: row.integer(3))
      )
    }
  }

  /// Takes the rows of earlier merges away; gives the cells that they counted in.
  private static func remove(of lead: ID<Lead>, in database: Database) throws -> [[String?]] {
    let cells = try database.all(
      "SELECT DISTINCT channel, campaign, cohort, day, currency FROM lead_facts WHERE lead_id = ? AND part >= ?",
      lead.text, firstPart
    ) { row in (0..<5).map { row.optionalText($0) } }
    guard !cells.isEmpty else { return [] }
    try LeadCopies.addUp(rows, [lead.text, firstPart], sign: -1, in: database)
    try database.run("DELETE FROM lead_facts WHERE lead_id = ? AND part >= ?", lead.text, firstPart)
    return cells
  }

  /// Sums of nothing are no rows, or what stands here would depend on what came first.
  private static func forget(_ cells: Set<[String?]>, in database: Database) throws {
    for cell in cells {
      guard let cohort = cell[2], let day = cell[3] else { continue }
      for sums in LeadCopies.sums {
        guard let key = sums.key == "channel" ? cell[0] : cell[1] else { continue }
        try database.run(
          """
          DELETE FROM \(sums.table)
          WHERE grain = ?1 AND period = ?2 AND cohort = ?3 AND \(sums.key) = ?4 AND currency = ?5
            AND NOT EXISTS (
              SELECT 1 FROM lead_facts WHERE \(sums.key) = ?4 AND channel IS NOT NULL
                AND cohort BETWEEN ?3 AND ?3 || '~' AND day BETWEEN ?2 AND ?2 || '~' AND currency = ?5)
          """, sums.grain.rawValue, String(day.prefix(sums.period)), String(cohort.prefix(sums.cohort)), key, cell[4])
      }
    }
  }
}
