import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// The tables of files that were taken in, and of what they changed.
enum ImportStore {
  static func write(_ event: LeadsImported, to database: Database) throws {
    try database.run(
      "INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET reverted = excluded.reverted",
      event.importId, event.created, event.updated, event.refused, event.reverted, event.importedBy, event.on)
  }

  /// Keeps what a file changed of a lead, which had that version afterwards.
  static func note(_ event: LeadEdited, version: Int, in database: Database) throws {
    guard let batch = event.importId else { return }
    let edit = try ImportEdit(event, version: version)
    try database.run(
      "INSERT INTO import_edits VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", batch, edit.leadID, edit.version,
      try Document.text(edit.changes))
  }

  /// Throws 404.
  static func find(_ id: ID<ImportBatch>, in database: Database) throws -> ImportBatchState {
    let batch = try database.first("SELECT * FROM imports WHERE id = ?", id) { row in
      ImportBatchState(
        id: try row.id("id"), created: try row.int("created"), updated: try row.int("updated"),
        refused: try row.int("refused"), reverted: try row.bool("reverted"))
    }
    guard let batch else { throw Problem.notFound(Localized(zh: "导入批次", en: "import"), id.text) }
    return batch
  }

  /// What a file changed.
  static func edits(by id: ID<ImportBatch>, in database: Database) throws -> [ImportEdit] {
    try database.all("SELECT * FROM import_edits WHERE import_id = ?", id) { row in
      ImportEdit(leadID: try row.id("lead"), version: try row.int("version"), changes: try row.document("changes"))
    }
  }
}
