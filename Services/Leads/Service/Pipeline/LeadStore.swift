import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// The table of leads.
enum LeadStore {
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
    guard var lead = try lead(id, in: database) else {
      throw CorruptRow(table: "leads", column: "id", value: "\(id) is missing")
    }
    try body(&lead)
    try write(lead, to: database)
    return lead
  }

  static func lead(_ id: ID<Lead>, in database: Database) throws -> LeadState? {
    try database.first("SELECT * FROM leads WHERE id = ?", id, read: LeadColumns.lead)
  }

  /// Throws 404.
  static func find(_ id: ID<Lead>, in database: Database) throws -> LeadState {
    guard let lead = try lead(id, in: database) else { throw unknown(id) }
    return lead
  }

  static func unknown(_ id: ID<Lead>) -> Problem { .notFound(Localized(zh: "线索", en: "lead"), id.text) }

  /// The lead that another service's event names: one that is not here yet is waited for.
  static func awaited(_ id: ID<Lead>?, in database: Database) throws -> LeadState? {
    guard let id else { return nil }
    guard let lead = try lead(id, in: database) else { throw WaitsFor(Source.leads.rawValue, id.text) }
    return lead
  }

  /// Leads of a condition (`WHERE …`, with its order and limit).
  static func all(_ condition: String, _ values: (any Bindable)..., in database: Database) throws -> [LeadState] {
    try database.all("SELECT * FROM leads \(condition)", values, read: LeadColumns.lead)
  }

  /// Writes a new lead, or another state in the place of the one with its id.
  static func write(_ lead: LeadState, to database: Database) throws {
    try database.run(LeadColumns.upsert, try LeadColumns.values(of: lead))
  }
}
