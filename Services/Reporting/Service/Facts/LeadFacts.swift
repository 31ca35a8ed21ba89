import Contracts
import Kernel
import Messaging
import ReportingDomain
import SQLite

/// Leads, and the facts about them from whatever source.
enum LeadCopies {
  static func capture(_ event: LeadCaptured, _ origin: EventOrigin, in database: Database) throws {
    try database.run(
      "INSERT INTO leads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", event.leadId.text, event.customerId.text,
      event.source.channel.rawValue, event.capturedOn.description, origin.time.milliseconds, LeadStage.new.rawValue,
      event.ownerId?.text, event.inProfile, event.source.campaignId?.text, event.source.partnerId?.text,
      event.source.referrerCustomerId?.text, event.capturedOn.description)
    if try database.exists("SELECT 1 FROM lead_facts WHERE lead_id = ? AND channel IS NULL", event.leadId.text) {
      try complete(event.leadId, in: database)
    }
    try keep(LeadFact(event), part: 0, origin, in: database)
    try FactTable.funnel.keep(
      FactTable.Fact(
        day: event.capturedOn,
        keys: keys(.new, event.ownerId?.text, event.source.channel.rawValue), values: ["entered": 1]),
      part: 0, origin, in: database)
  }

  private static func keys(_ stage: LeadStage, _ owner: String?, _ channel: String) -> [String: String] {
    ["stage": stage.rawValue, "salesperson": owner ?? ReadModels.none, "channel": channel]
  }

  /// The time in a stage counts on the day on which the lead leaves it (A9).
  private static func walk(_ event: LeadStageChanged, _ origin: EventOrigin, in database: Database) throws {
    let lead = try database.first(
      "SELECT owner_id, channel, stage_since FROM leads WHERE lead_id = ?", event.leadId.text
    ) { ($0.optionalText(0), $0.text(1), $0.optionalText(2).flatMap { BusinessDate($0) }) }
    guard let (owner, channel, since) = lead else { return }
    let days = since.map { max(0, event.changedOn.days(since: $0)) } ?? 0
    try FactTable.funnel.keep(
      [
        FactTable.Fact(
          day: event.changedOn, keys: keys(event.from, owner, channel),
          values: ["moved_on": 1, "days": Int64(days)]),
        FactTable.Fact(day: event.changedOn, keys: keys(event.to, owner, channel), values: ["entered": 1]),
      ], origin, in: database)
  }

  static func move(_ event: LeadStageChanged, _ origin: EventOrigin, in database: Database) throws {
    try walk(event, origin, in: database)
    try database.run(
      "UPDATE leads SET stage = ?, stage_since = ? WHERE lead_id = ?", event.to.rawValue, event.changedOn.description,
      event.leadId.text)
    if let fact = LeadFact(event) { try keep(fact, part: 0, origin, in: database) }
  }

  static func keep(_ fact: LeadFact, part: Int, _ origin: EventOrigin, in database: Database) throws {
    let place = Place(
      source: origin.source.rawValue, stream: origin.stream, number: origin.number, known: origin.time.milliseconds)
    try keep(fact, part: part, at: place, in: database)
  }

  /// Writes a fact, and adds it up where its lead is known: with what `complete` would make of it.
  static func keep(_ fact: LeadFact, part: Int, at place: Place, in database: Database) throws {
    let found = try database.first(
      "SELECT channel, captured_on, known, campaign, partner, referrer FROM leads WHERE lead_id = ?", fact.leadId.text
    ) { row in
      (
        channel: row.text(0), capturedOn: row.text(1), known: row.integer(2), campaign: row.optionalText(3),
        partner: row.optionalText(4), referrer: row.optionalText(5)
      )
    }
    // Days are written so that they sort as texts.
    let day = max(fact.day.description, found?.capturedOn ?? "")
    try database.run(
      """
      INSERT INTO lead_facts (source, stream, number, part, lead_id, day, known, currency, leads, in_profile, valid, won,
        won_amount, received, channel, cohort, campaign, partner, referrer)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, place.source, place.stream, place.number, part, fact.leadId.text, day,
      max(place.known, found?.known ?? place.known), fact.currency.code, fact.leads, fact.inProfile, fact.valid,
      fact.won, fact.wonAmount.amount, fact.received.amount, found?.channel, found?.capturedOn, found?.campaign,
      found?.partner, found?.referrer)
    guard let found else { return }
    for addition in additions {
      guard let key = addition.ofCampaigns ? found.campaign : found.channel else { continue }
      try database.run(
        addition.sql, day, found.capturedOn, key, fact.currency.code, fact.leads, fact.inProfile, fact.valid,
        fact.won, fact.wonAmount.amount, fact.received.amount)
    }
    try LeadMergeCopies.review(fact.leadId, in: database)
  }

  /// For each table of sums a statement that adds one fact to its months and its days.
  private static let additions = [
    ("lead_month_sums", "channel"), ("lead_day_sums", "channel"), ("campaign_month_sums", "campaign"),
    ("campaign_day_sums", "campaign"),
  ].map { table, key in
    let rows = sums.filter { $0.table == table }.map { sums in
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

  /// Joins the facts that wait for this lead to it. A fact counts from the day and the moment on from which both of
  /// its halves do.
  private static func complete(_ lead: ID<Lead>, in database: Database) throws {
    try addUp(
      """
      (SELECT max(f.day, l.captured_on) AS day, l.captured_on AS cohort, l.channel, l.campaign, f.currency, f.leads,
        f.in_profile, f.valid, f.won, f.won_amount, f.received
      FROM lead_facts f JOIN leads l ON l.lead_id = f.lead_id WHERE f.lead_id = ? AND f.channel IS NULL)
      """, [lead.text], in: database)
    try database.run(
      """
      UPDATE lead_facts SET channel = l.channel, cohort = l.captured_on, day = max(lead_facts.day, l.captured_on),
        known = max(lead_facts.known, l.known), campaign = l.campaign, partner = l.partner, referrer = l.referrer
      FROM leads l WHERE lead_facts.lead_id = ? AND lead_facts.channel IS NULL AND l.lead_id = lead_facts.lead_id
      """, lead.text)
    try LeadMergeCopies.review(lead, in: database)
  }

  /// The tables of sums: what they are by, and how many characters of a day their periods and cohorts have (a month is the
  /// first 7).
  static let sums: [(table: String, key: String, grain: DaySpan.Grain, period: Int, cohort: Int)] = [
    ("lead_month_sums", "channel", .month, 7, 7), ("lead_month_sums", "channel", .day, 10, 7),
    ("lead_day_sums", "channel", .month, 7, 10), ("lead_day_sums", "channel", .day, 10, 10),
    ("campaign_month_sums", "campaign", .month, 7, 7), ("campaign_month_sums", "campaign", .day, 10, 7),
    ("campaign_day_sums", "campaign", .month, 7, 10), ("campaign_day_sums", "campaign", .day, 10, 10),
  ]

  /// Adds facts to the sums, or takes them off again; `facts` is a table, or a query in brackets for `values`.
  static func addUp(_ facts: String, _ values: [any Bindable], sign: Int = 1, in database: Database) throws {
    for sums in Self.sums {
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
}
