import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of leads.
enum LeadStore {
  private static let table = DocumentTable<LeadState>(
    "leads", of: noun, key: .init("id") { $0.id },
    [
      .init("customer") { $0.customerID }, .init("name") { $0.profile.name }, .init("phone") { $0.profile.phone },
      .init("stage") { $0.stage.rawValue }, .init("owner") { $0.ownerID },
      .init("channel") { $0.profile.source.channel.rawValue }, .init("merged_into") { $0.mergedInto },
      .init("review_on") { $0.reviewOn }, .init("import_id") { $0.importID },
    ], belonging: .leads)

  private static let noun = Localized(zh: "线索", en: "lead")

  static func assign(_ event: LeadAssigned, to database: Database) throws {
    let lead = try change(event.leadId, in: database) { $0.apply(event) }
    try ProtectedPhones.protect(lead, in: database)
  }

  static func move(_ event: LeadStageChanged, to database: Database) throws {
    let lead = try change(event.leadId, in: database) { $0.apply(event) }
    if event.to.isGivenUp {
      try ProtectedPhones.release(lead, in: database)
    } else if event.from.isGivenUp {
      try ProtectedPhones.protect(lead, in: database)
    }
  }

  static func edit(_ event: LeadEdited, to database: Database) throws {
    let lead = try change(event.leadId, in: database) { $0.apply(event) }
    if event.changed.fields.contains(.phone) {
      try ProtectedPhones.release(lead, in: database)
      try ProtectedPhones.protect(lead, in: database)
    }
    try ImportStore.note(event, version: lead.version, in: database)
  }

  static func review(_ event: LeadReviewed, to database: Database) throws {
    try change(event.leadId, in: database) { $0.apply(event) }
  }

  static func verify(_ event: LeadContactVerified, to database: Database) throws {
    try change(event.leadId, in: database) { $0.apply(event) }
  }

  /// Changes the lead that an event is about, which is there.
  @discardableResult
  static func change(
    _ id: ID<Lead>, in database: Database, _ body: (inout LeadState) throws -> Void
  ) throws -> LeadState {
    var lead = try table.existing(id, in: database)
    try body(&lead)
    try write(lead, to: database)
    return lead
  }

  static func lead(_ id: ID<Lead>, in database: Database) throws -> LeadState? {
    try table.state(id, in: database)
  }

  /// Throws 404.
  static func find(_ id: ID<Lead>, in database: Database) throws -> LeadState {
    try table.find(id, in: database)
  }

  /// One that the caller sees. Throws 404: whoever sees nothing is told nothing.
  static func find(_ id: ID<Lead>, for visibility: Visibility, in database: Database) throws -> LeadState {
    try table.find(id, for: visibility, in: database)
  }

  /// Whether a lead that is there is in a cut.
  static func isIn(_ cut: Visibility.Cut, _ id: ID<Lead>, in database: Database) throws -> Bool {
    try table.isIn(cut, id, database)
  }

  /// The lead that another service's event names: one that is not here yet is waited for.
  static func awaited(_ id: ID<Lead>?, in database: Database) throws -> LeadState? {
    guard let id else { return nil }
    guard let lead = try lead(id, in: database) else { throw WaitsFor(Source.leads.rawValue, id.text) }
    return lead
  }

  /// Of a phone that nobody is merged away from, the latest.
  static func latest(of phone: Phone, in database: Database) throws -> LeadState? {
    try table.all(
      "WHERE phone = ? AND merged_into IS NULL ORDER BY id DESC LIMIT 1", phone.digits, in: database
    ).first
  }

  static func merged(into id: ID<Lead>, in database: Database) throws -> [LeadState] {
    try table.all("WHERE merged_into = ?", id, in: database)
  }

  static func captured(by file: ID<ImportBatch>, in database: Database) throws -> [LeadState] {
    try table.all("WHERE import_id = ? ORDER BY id", file, in: database)
  }

  /// Invalid leads whose day of review has come and was not told of yet, in the order of ids.
  static func reviewsDue(on day: BusinessDate, in database: Database) throws -> [LeadState] {
    try table.all(
      """
      WHERE stage = 'invalid' AND review_on <= ?1 AND NOT EXISTS (
        SELECT 1 FROM lead_reviews_due d WHERE d.lead = leads.id AND d.due_on = leads.review_on) ORDER BY id
      """, day, in: database)
  }

  /// In the order of ids.
  static func list(_ asked: LeadList, _ page: PageRequest, in database: Database) throws -> [LeadState] {
    try table.all(
      """
      WHERE id > ?1 AND (?2 IS NULL OR stage = ?2) AND (?3 IS NULL OR owner = ?3) AND (?4 IS NULL OR channel = ?4)
        AND (?5 IS NULL OR instr(lower(name), ?5) OR instr(phone, ?6) AND \(Belonging.leads.condition(15)))
        AND (?8 IS NULL OR document ->> '$.profile.source.partnerId' = ?8)
        AND (?9 IS NULL OR document ->> '$.profile.source.campaignId' = ?9) AND (NOT ?10 OR owner IS NULL)
        AND \(Belonging.leads.condition(11))
      ORDER BY id LIMIT ?7
      """,
      [
        page.after, asked.stage?.rawValue, asked.owner, asked.channel?.rawValue, asked.text.map(PersonName.folded),
        asked.text.map(Phone.fragment), page.rows, asked.partner, asked.campaign, asked.isPool,
      ] + asked.visibility.seen.values + asked.visibility.clear.values, in: database)
  }

  /// Writes a new lead, or another state in the place of the one with its id.
  static func write(_ lead: LeadState, to database: Database) throws {
    try table.write(lead, to: database)
  }
}
