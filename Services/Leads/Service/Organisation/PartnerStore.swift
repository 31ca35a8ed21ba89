import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of partners.
enum PartnerStore {
  static let table = CodedTable("partners", key: "id", of: noun, read: partner)

  private static let noun = Localized(zh: "合作伙伴", en: "partner")

  static func write(_ event: PartnerChanged, to database: Database) throws {
    try table.write(
      [
        "name": event.name, "kind": event.kind, "contact_name": event.contactName, "phone": event.phone,
        "owner": event.ownerId, "active": event.active,
      ], as: event.partnerId, to: database)
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

  /// One as it now is. Throws 404.
  static func answer(_ id: ID<Partner>, in database: Database) throws -> Answer<PartnerView> {
    let view = try database.first("\(query) WHERE id = ?", id, read: view).orNotFound(noun, id.text)
    return Answer(view, version: view.version)
  }

  private static func view(_ row: borrowing Row) throws -> PartnerView {
    PartnerView(
      try partner(row), leads: try row.int("leads"), won: try row.int("won"), version: try row.int("version"))
  }

  private static func partner(_ row: borrowing Row) throws -> PartnerState {
    PartnerState(
      id: try row.id("id"), name: try row.text("name"), kind: try row.text("kind"),
      contactName: try row.optionalText("contact_name"), phone: try row.optionalText("phone"),
      ownerID: try row.optionalID("owner"), active: try row.bool("active"))
  }
}
