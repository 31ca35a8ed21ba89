import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/partners` (A2, B20).
struct AddPartner: Command {
  var name: String
  var kind: String?
  var contactName: String?
  var phone: String?
  var ownerId: ID<Employee>?
  var active: Bool?
  var occurredAt: Instant?
}

/// `PATCH /v1/partners/{id}`: what is left out stays.
struct EditPartner: Command {
  var name: String?
  var kind: String?
  var contactName: String?
  var phone: String?
  var ownerId: ID<Employee>?
  var active: Bool?
  var occurredAt: Instant?
}

struct PartnerView: Codable, Sendable {
  var id: ID<Partner>
  var name: String
  var kind: String
  var contactName: String?
  var phone: String?
  var ownerId: ID<Employee>?
  var active: Bool
  /// Leads that it brought, and those of them that were won; merged ones count once.
  var leads: Int
  var won: Int
  var version: Int
}

enum Partners {
  private static let query = """
    SELECT id, name, kind, contact_name, phone, owner, active, version,
      (SELECT count(*) FROM leads WHERE merged_into IS NULL
        AND json_extract(coalesce(counted_source, source), '$.partnerId') = partners.id),
      (SELECT count(*) FROM leads WHERE merged_into IS NULL AND stage = 'won'
        AND json_extract(coalesce(counted_source, source), '$.partnerId') = partners.id)
    FROM partners
    """

  private static func read(_ row: borrowing Row) -> PartnerView {
    PartnerView(
      id: ID(row.text(0)), name: row.text(1), kind: row.text(2), contactName: row.optionalText(3),
      phone: row.optionalText(4), ownerId: row.optionalText(5).map { ID($0) }, active: row.bool(6),
      leads: row.int(8), won: row.int(9), version: row.int(7))
  }

  static func list(after id: String, limit: Int, in database: Database) throws -> [PartnerView] {
    try database.all("\(query) WHERE id > ? ORDER BY id LIMIT ?", id, limit, read: read)
  }

  static func view(_ id: ID<Partner>, in database: Database) throws -> PartnerView {
    guard let view = try database.first("\(query) WHERE id = ?", id.text, read: read) else {
      throw Problem.notFound(Localized(zh: "合作伙伴", en: "partner"), id.text)
    }
    return view
  }

  static func add(_ request: CommandRequest<AddPartner>, in unit: borrowing UnitOfWork) throws -> Answer<PartnerView> {
    let command = request.body
    let view = try record(
      PartnerChanged(
        partnerId: unit.newID(), name: command.name, kind: command.kind ?? "decorator",
        contactName: command.contactName, phone: command.phone, ownerId: command.ownerId,
        active: command.active ?? true, occurredAt: request.occurredAt(in: unit)), in: unit)
    return .created(view, at: "/v1/partners/\(view.id)")
  }

  static func edit(
    _ request: CommandRequest<EditPartner>, in unit: borrowing UnitOfWork
  ) throws -> Answer<PartnerView> {
    let current = try view(request.id(), in: unit.database)
    try request.requireMatch(version: current.version)
    let command = request.body
    let view = try record(
      PartnerChanged(
        partnerId: current.id, name: command.name ?? current.name, kind: command.kind ?? current.kind,
        contactName: command.contactName ?? current.contactName, phone: command.phone ?? current.phone,
        ownerId: command.ownerId ?? current.ownerId, active: command.active ?? current.active,
        occurredAt: request.occurredAt(in: unit)), in: unit)
    return Answer(view, version: view.version)
  }

  private static func record(_ event: PartnerChanged, in unit: borrowing UnitOfWork) throws -> PartnerView {
    var checks = FieldChecks()
    checks.text("/name", event.name)
    checks.text("/kind", event.kind, upTo: 50)
    checks.length("/contactName", event.contactName)
    checks.length("/phone", event.phone)
    try checks.finish()
    try unit.record(event)
    return try view(event.partnerId, in: unit.database)
  }
}
