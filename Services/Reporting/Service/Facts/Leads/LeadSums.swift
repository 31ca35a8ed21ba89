import Kernel
import ReportingDomain
import SQLite

/// Sums of facts about leads. Unlike others they are kept with each fact: facts about a lead are also taken away again,
/// when it is known better.
struct LeadSums {
  let table: String
  /// What they are by.
  let key: String
  let grain: DaySpan.Grain
  /// How many characters of a day their periods and cohorts have; a month is the first 7.
  let period: Int
  let cohort: Int

  static let all = [("lead", "channel"), ("campaign", "campaign")].flatMap { name, key in
    [("month", 7), ("day", 10)].flatMap { cohorts, cohort in
      [(DaySpan.Grain.month, 7), (.day, 10)].map { grain, period in
        LeadSums(table: "\(name)_\(cohorts)_sums", key: key, grain: grain, period: period, cohort: cohort)
      }
    }
  }

  /// Adds facts to the sums, or takes them off again; `facts` is a table, or a query in brackets for `values`.
  static func add(_ facts: String, _ values: [any Bindable], sign: Int = 1, in database: Database) throws {
    for sums in all {
      try database.run(
        """
        INSERT INTO \(sums.table) (grain, period, cohort, \(sums.key), currency, leads, in_profile, valid, won, won_amount,
          received)
        SELECT \(sums.grain.rawValue), substr(day, 1, \(sums.period)), substr(cohort, 1, \(sums.cohort)), \(sums.key),
          currency, \(sign) * sum(leads), \(sign) * sum(in_profile), \(sign) * sum(valid), \(sign) * sum(won),
          \(sign) * sum(won_amount), \(sign) * sum(received)
        FROM \(facts) WHERE \(sums.key) IS NOT NULL GROUP BY 2, 3, 4, 5 \(adding)
        """, values)
    }
  }

  /// Adds one fact, of a lead that was captured.
  static func add(_ fact: LeadFact, on day: String, of lead: CapturedLead, in database: Database) throws {
    for addition in additions {
      let origin = lead.statement.origin
      guard let key = addition.ofCampaigns ? origin.campaign : origin.channel else { continue }
      try database.run(
        addition.sql, day, lead.capturedOn, key, fact.currency, fact.leads, fact.inProfile, fact.valid, fact.won,
        fact.wonAmount.amount, fact.received.amount)
    }
  }

  /// For each table a statement that adds one fact to its months and its days.
  private static let additions = ["lead_month_sums", "lead_day_sums", "campaign_month_sums", "campaign_day_sums"].map {
    table in
    let all = all.filter { $0.table == table }
    let key = all[0].key
    let rows = all.map { sums in
      "(\(sums.grain.rawValue), substr(?1, 1, \(sums.period)), substr(?2, 1, \(sums.cohort)), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    }
    let sql = """
      INSERT INTO \(table) (grain, period, cohort, \(key), currency, leads, in_profile, valid, won, won_amount, received)
      VALUES \(rows.joined(separator: ", ")) \(adding)
      """
    return (ofCampaigns: key == "campaign", sql: sql)
  }

  private static let adding = """
    ON CONFLICT DO UPDATE SET leads = leads + excluded.leads, in_profile = in_profile + excluded.in_profile,
      valid = valid + excluded.valid, won = won + excluded.won, won_amount = won_amount + excluded.won_amount,
      received = received + excluded.received
    """

  /// The first sums of a store that had facts before it had these; part of a migration, so the same for ever.
  var filling: String {
    """
    INSERT INTO \(table)
    SELECT \(grain.rawValue), substr(day, 1, \(period)), substr(cohort, 1, \(cohort)), campaign, currency, sum(leads),
      sum(in_profile), sum(valid), sum(won), sum(won_amount), sum(received)
    FROM lead_facts WHERE campaign IS NOT NULL AND channel IS NOT NULL GROUP BY 2, 3, 4, 5;
    """
  }

  /// A place in the sums: the key, and which day of which captures.
  struct Cell: Hashable {
    let channel: String?
    let campaign: String?
    let cohort: String
    let day: String
    let currency: String
  }

  /// Sums of nothing are no rows, or what stands here would depend on what came first.
  static func forget(_ cells: Set<Cell>, in database: Database) throws {
    for cell in cells {
      for sums in all {
        guard let key = sums.key == "channel" ? cell.channel : cell.campaign else { continue }
        try database.run(
          """
          DELETE FROM \(sums.table)
          WHERE grain = ?1 AND period = ?2 AND cohort = ?3 AND \(sums.key) = ?4 AND currency = ?5
            AND NOT EXISTS (
              SELECT 1 FROM lead_facts WHERE \(sums.key) = ?4 AND channel IS NOT NULL
                AND cohort BETWEEN ?3 AND ?3 || '~' AND day BETWEEN ?2 AND ?2 || '~' AND currency = ?5)
          """, sums.grain.rawValue, String(cell.day.prefix(sums.period)), String(cell.cohort.prefix(sums.cohort)), key,
          cell.currency)
      }
    }
  }
}
