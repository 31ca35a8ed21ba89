import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// The table of the company's own fields.
enum CustomFieldStore {
  static func write(_ event: CustomFieldDefined, to database: Database) throws {
    try database.run(
      """
      INSERT INTO custom_fields VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET label = excluded.label,
        kind = excluded.kind, required = excluded.required, options = excluded.options, active = excluded.active,
        version = version + 1
      """, event.entity.rawValue, event.name, event.label, event.kind.rawValue, event.required,
      try Document.text(event.options), event.active)
  }

  /// By entity and name.
  static func all(of entity: CustomFieldEntity?, in database: Database) throws -> [CustomField] {
    try database.all(
      "SELECT * FROM custom_fields WHERE ?1 IS NULL OR entity = ?1 ORDER BY entity, name", entity?.rawValue, read: read)
  }

  static func field(_ name: String, of entity: CustomFieldEntity, in database: Database) throws -> CustomField? {
    try database.first(
      "SELECT * FROM custom_fields WHERE entity = ? AND name = ?", entity.rawValue, name, read: read)
  }

  private static func read(_ row: borrowing Row) throws -> CustomField {
    CustomField(
      entity: try row.choice("entity"), name: try row.text("name"), label: try row.optionalText("label"),
      kind: try row.choice("kind"), required: try row.bool("required"), options: try row.document("options"),
      active: try row.bool("active"), version: try row.int("version"))
  }
}
