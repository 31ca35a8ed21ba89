import Contracts
import Kernel
import Messaging
import ReportingDomain
import SQLite

/// Facts about leads from whatever source. They stand under the source with which the lead was captured; what was said
/// of it later is beside them (`LeadRestatements`).
enum LeadFacts {
  /// Writes a fact, and adds it up where its lead is known: with what `complete` would make of it.
  static func keep(_ fact: LeadFact, part: Int, of event: Provenance, in database: Database) throws {
    let lead = try CapturedLead.find(fact.leadId, in: database)
    let day = max(fact.day, lead?.capturedOn ?? fact.day)
    try write(
      fact, part: part, of: event, on: day, known: max(event.known, lead?.known ?? event.known), as: lead, in: database)
    guard let lead else { return }
    try LeadSums.add(fact, on: day.description, of: lead, in: database)
    try LeadRestatements.review(fact.leadId, in: database)
  }

  /// Writes a fact under a lead's source; under none where the lead has not come yet.
  static func write(
    _ fact: LeadFact, part: Int, of event: Provenance, on day: BusinessDate, known: Int64, as lead: CapturedLead?,
    in database: Database
  ) throws {
    let origin = lead?.statement.origin
    try database.run(
      """
      INSERT INTO lead_facts (source, stream, number, part, lead_id, day, known, currency, leads, in_profile, valid, won,
        won_amount, received, channel, cohort, campaign, partner, referrer)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, event.source, event.stream, event.number, part, fact.leadId, day, known, fact.currency, fact.leads,
      fact.inProfile, fact.valid, fact.won, fact.wonAmount.amount, fact.received.amount, origin?.channel,
      lead?.capturedOn, origin?.campaign, origin?.partner, origin?.referrer)
  }

  /// Joins the facts that wait for this lead to it. A fact counts from the day and the moment on from which both of
  /// its halves do.
  static func complete(_ lead: ID<Lead>, in database: Database) throws {
    guard try database.exists("SELECT 1 FROM lead_facts WHERE lead_id = ? AND channel IS NULL", lead) else { return }
    try LeadSums.add(
      """
      (SELECT max(f.day, l.captured_on) AS day, l.captured_on AS cohort, l.channel, l.campaign, f.currency, f.leads,
        f.in_profile, f.valid, f.won, f.won_amount, f.received
      FROM lead_facts f JOIN leads l ON l.lead_id = f.lead_id WHERE f.lead_id = ? AND f.channel IS NULL)
      """, [lead], in: database)
    try database.run(
      """
      UPDATE lead_facts SET channel = l.channel, cohort = l.captured_on, day = max(lead_facts.day, l.captured_on),
        known = max(lead_facts.known, l.known), campaign = l.campaign, partner = l.partner, referrer = l.referrer
      FROM leads l WHERE lead_facts.lead_id = ? AND lead_facts.channel IS NULL AND l.lead_id = lead_facts.lead_id
      """, lead)
    try LeadRestatements.review(lead, in: database)
  }

  /// What campaigns cost (A12). Their sums are those of expenses.
  @Sendable static func spend(_ spent: Spent, _ origin: EventOrigin, in database: Database) throws {
    guard let campaign = spent.campaign else { return }
    try database.run(
      """
      INSERT INTO lead_facts (source, stream, number, part, lead_id, day, known, currency, leads, in_profile, valid,
        won, won_amount, cohort, campaign, cost) VALUES (?, ?, ?, 0, '', ?, ?, ?, 0, 0, 0, 0, 0, ?, ?, ?)
      """, origin.source.rawValue, origin.stream, origin.number, spent.day, origin.time, spent.amount.currency,
      spent.day, campaign, spent.amount.amount)
  }
}
