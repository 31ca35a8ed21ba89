import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/leads/import`: leads from a file, each row for itself, never deleting what matches (H3).
struct ImportLeads {
  let key: String?
  let isDryRun: Bool
  let caller: Caller
  let policy: LeadsPolicy

  func run(csv: [UInt8], in unit: borrowing UnitOfWork) throws -> ImportReport {
    let rows = try read(csv)
    let importID: ID<ImportBatch> = unit.newID()
    var report = ImportReport(of: isDryRun ? nil : importID, dryRun: isDryRun)
    let database = unit.database
    try database.execute("SAVEPOINT import")
    for row in rows {
      do {
        let (outcome, lead) = try unit.savepoint { try take(row, importID: importID, in: unit) }
        // What a dry run makes is gone with it.
        report.add(outcome, isDryRun && outcome == "created" ? nil : lead)
      } catch let error as any ProblemConvertible {
        report.add("refused", nil, because: Self.reason(error.problem))
      } catch let problem as Problem {
        report.add("refused", nil, because: Self.reason(problem))
      }
    }
    if isDryRun {
      try database.execute("ROLLBACK TO import")
    } else {
      try unit.record(
        LeadsImported(
          importId: importID, created: report.created, updated: report.updated, refused: report.refused,
          reverted: false, importedBy: ID(caller.subject), on: CompanyZone.day(at: unit.now), occurredAt: unit.now))
    }
    try database.execute("RELEASE import")
    return report
  }

  private func read(_ csv: [UInt8]) throws -> [LeadRow] {
    guard key == nil || key == "phone" else {
      throw Problem.invalidQuery(
        "key", "not-allowed", Localized(zh: "可用的值:phone。", en: "Use phone, or leave it out."))
    }
    let table = CSVTable(csv)
    guard LeadRow.required.allSatisfy(table.header.contains) else {
      throw Problem.invalidField(
        "", "no-header",
        Localized(zh: "首行须有 name 和 phone 两列。", en: "The first line must name the columns, name and phone among them."))
    }
    guard table.rows.count <= policy.importRows else {
      throw Problem.invalidField(
        "", "too-many",
        Localized(zh: "一次最多 \(policy.importRows) 行。", en: "At most \(policy.importRows) rows at a time."))
    }
    return table.rows.map { LeadRow($0) }
  }

  private func take(
    _ row: LeadRow, importID: ID<ImportBatch>, in unit: borrowing UnitOfWork
  ) throws -> (outcome: String, lead: ID<Lead>) {
    let draft = try row.draft()
    if key == "phone", let phone = row.phone, let lead = try ImportStore.latest(phone: phone, in: unit.database) {
      let isChanged = try EditLead.record(
        try row.edit(), of: lead, importID: importID, policy, at: unit.now, in: unit)
      return (isChanged ? "updated" : "unchanged", lead.id)
    }
    let lead = try CaptureLead.record(draft, by: caller, importID: importID, policy, at: unit.now, in: unit)
    return ("created", lead.id)
  }

  private static func reason(_ problem: Problem) -> String {
    ([problem.type] + problem.errors.map(\.pointer)).joined(separator: " ")
  }
}
