import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// The table of phones under protection (A19): one lead a phone. Its key closes the race of two captures of one phone.
enum ProtectedPhones {
  /// A new lead's phone: a protection that has ended gives way, a live one refuses.
  static func take(_ lead: LeadState, in database: Database) throws {
    // Of an erased person there is no phone left.
    guard !lead.profile.phone.isEmpty else { return }
    try database.run(
      "DELETE FROM protected_phones WHERE phone = ? AND until < ?", lead.profile.phone, lead.capturedOn)
    try database.run(
      "INSERT INTO protected_phones VALUES (?, ?, ?)", lead.profile.phone, lead.id, lead.protectedUntil)
  }

  static func release(_ lead: LeadState, in database: Database) throws {
    try database.run("DELETE FROM protected_phones WHERE lead = ?", lead.id)
  }

  /// Puts a lead's phone under its protection again, unless another lead has it: then that one keeps it.
  static func protect(_ lead: LeadState, in database: Database) throws {
    guard lead.isProtecting, !lead.profile.phone.isEmpty else { return }
    if let holder = try protection(of: lead.profile.phone, in: database), !holder.yields(to: lead) { return }
    try database.run(
      "INSERT OR REPLACE INTO protected_phones VALUES (?, ?, ?)", lead.profile.phone, lead.id, lead.protectedUntil)
  }

  /// Whoever has a phone, whether or not the protection has ended.
  static func protection(of phone: String, in database: Database) throws -> Protection? {
    try database.first(
      """
      SELECT p.lead, p.until, l.owner, l.stage FROM protected_phones p JOIN leads l ON l.id = p.lead
      WHERE p.phone = ?
      """, phone
    ) { row in
      Protection(
        leadID: try row.id("lead"), ownerID: try row.optionalID("owner"), stage: try row.choice("stage"),
        until: try row.date("until"))
    }
  }
}
