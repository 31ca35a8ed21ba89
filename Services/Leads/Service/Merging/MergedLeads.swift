import Contracts
import Kernel
import LeadsDomain
import SQLite

/// Merged leads in the table of leads: the one says which other it is counted with.
enum MergedLeads {
  static func merge(_ event: LeadsMerged, to database: Database) throws {
    let lead = try LeadStore.change(event.leadId, in: database) { $0.apply(event) }
    try count(event.intoLeadId, in: database)
    try ProtectedPhones.release(lead, in: database)
  }

  static func unmerge(_ event: LeadsUnmerged, to database: Database) throws {
    let lead = try LeadStore.change(event.leadId, in: database) { $0.apply(event) }
    try count(event.intoLeadId, in: database)
    try ProtectedPhones.protect(lead, in: database)
  }

  private static func count(_ id: ID<Lead>, in database: Database) throws {
    let merged = try LeadStore.merged(into: id, in: database)
    try LeadStore.change(id, in: database) { $0.count(with: merged) }
  }
}
