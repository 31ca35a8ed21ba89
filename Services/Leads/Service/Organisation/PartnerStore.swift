import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// The table of partners.
enum PartnerStore {
  static func write(_ event: PartnerChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO partners VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        kind = excluded.kind, contact_name = excluded.contact_name, phone = excluded.phone, owner = excluded.owner,
        active = excluded.active, version = version + 1
      """, event.partnerId, event.name, event.kind, event.contactName, event.phone, event.ownerId, event.active)
  }

  /// Merged leads count once, with the source that they are counted with.
  private static let query = """
    SELECT *,
      (SELECT count(*) FROM leads WHERE merged_into IS NULL
        AND coalesce(document -> '$.countedSource', document -> '$.profile.source') ->> '$.partnerId' = partners.id) AS leads,
      (SELECT count(*) FROM leads WHERE merged_into IS NULL AND stage = 'won'
        AND coalesce(document -> '$.countedSource', document -> '$.profile.source') ->> '$.partnerId' = partners.id) AS won
    FROM partners
    """

  /// In the order of ids.
  static func list(_ page: PageRequest, in database: Database) throws -> [PartnerView] {
    try database.all("\(query) WHERE id > ? ORDER BY id LIMIT ?", page.after, page.rows, read: view)
  }

  /// Throws 404.
  static func view(_ id: ID<Partner>, in database: Database) throws -> PartnerView {
    guard let view = try database.first("\(query) WHERE id = ?", id, read: view) else { throw unknown(id) }
    return view
  }

  /// Throws 404.
  static func find(_ id: ID<Partner>, in database: Database) throws -> PartnerState {
    guard let partner = try database.first("SELECT * FROM partners WHERE id = ?", id, read: read) else {
      throw unknown(id)
    }
    return partner
  }

  private static func unknown(_ id: ID<Partner>) -> Problem {
    .notFound(Localized(zh: "合作伙伴", en: "partner"), id.text)
  }

  private static func view(_ row: borrowing Row) throws -> PartnerView {
    PartnerView(try read(row), leads: try row.int("leads"), won: try row.int("won"))
  }

  private static func read(_ row: borrowing Row) throws -> PartnerState {
    PartnerState(
      id: try row.id("id"), name: try row.text("name"), kind: try row.text("kind"),
      contactName: try row.optionalText("contact_name"), phone: try row.optionalText("phone"),
      ownerID: try row.optionalID("owner"), active: try row.bool("active"), version: try row.int("version"))
  }
}
