import Kernel
import Contracts
import HTTP
import LeadsDomain
import Persistence
import ServiceRuntime

extension Feature {
  /// Files of leads: tried, taken in and taken back (H3).
  static func imports(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["imports", "import_edits"],
      routes: {
        Route.page(
          "POST", "/v1/leads/import", Localized(zh: "导入线索(CSV)", en: "Import leads (CSV)"), tag: "leads",
          roles: .organisers, scope: .company, mediaType: "application/json", takes: ["text/csv"],
          parameters: [
            .init("dryRun", Localized(zh: "true:只检查", en: "true: only check")),
            .init("key", Localized(zh: "phone:更新已有线索", en: "phone: update leads that have it")),
          ], bodyLimit: BodyLimit.batch
        ) { query, context in
          let file = query.http.body
          let run = ImportLeads(
            key: query.text("key"), isDryRun: query.text("dryRun") == "true", caller: query.caller, policy: policy)
          let report = try await context.store.transaction(for: context.cause(of: query.caller)) { unit in
            try run.run(csv: file, in: unit)
          }
          return HTTPResponse(
            headers: ["Content-Type": "application/json"], body: .bytes(Array(try Document.text(report).utf8)))
        }
        Route.command(
          "POST", "/v1/imports/{id}/revert", Localized(zh: "撤回一次导入", en: "Take an import back"), tag: "leads",
          roles: .organisers, scope: .company
        ) { try RevertImport.run($0, policy, $1) }
      },
      writes: [.on(LeadsImported.self, ImportStore.write)],
      erases: [
        .documents(
          "import_edits", LeadEdited.personal, in: "changes", of: "lead IN (SELECT id FROM leads WHERE customer = ?1)")
      ])
  }
}

extension Migration {
  static let imports = Migration(
    """
    CREATE TABLE imports (
      id TEXT PRIMARY KEY, created INTEGER NOT NULL, updated INTEGER NOT NULL, refused INTEGER NOT NULL,
      reverted INTEGER NOT NULL, imported_by TEXT NOT NULL, on_day TEXT NOT NULL) STRICT;
    CREATE TABLE import_edits (
      import_id TEXT NOT NULL, lead TEXT NOT NULL, version INTEGER NOT NULL, changes TEXT NOT NULL,
      PRIMARY KEY (import_id, lead)) STRICT;
    """)
}
