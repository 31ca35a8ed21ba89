import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceKit
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
    try unit.perform(dryRun: isDryRun) {
      for row in rows {
        switch try unit.attempt({ try take(row, importID: importID, in: unit) }) {
        // What a dry run makes is gone with it.
        case .success(let taken): report.add(taken.outcome, isDryRun && taken.isNew ? nil : taken.lead)
        case .failure(let problem): report.add("refused", nil, because: Self.reason(problem))
        }
      }
    }
    guard !isDryRun else { return report }
    try unit.record(
      LeadsImported(
        importId: importID, created: report.created, updated: report.updated, refused: report.refused,
        reverted: false, importedBy: ID(caller.subject), on: CompanyZone.day(at: unit.now), occurredAt: unit.now))
    return report
  }

  private func read(_ csv: [UInt8]) throws -> [LeadRow] {
    guard key == nil || key == "phone" else {
      throw Problem.invalidQuery(
        "key", "not-allowed", Localized(zh: "可用的值:phone。", en: "Use phone, or leave it out."))
    }
    let table = try CSVTable(csv)
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
    return table.rows.map { row in
      LeadRow(
        Dictionary(table.header.map { ($0, row[$0] ?? "") }, uniquingKeysWith: { first, _ in first }))
    }
  }

  private func take(
    _ row: LeadRow, importID: ID<ImportBatch>, in unit: borrowing UnitOfWork
  ) throws -> (outcome: String, isNew: Bool, lead: ID<Lead>) {
    let draft = try row.draft()
    if key == "phone", let phone = row.phone, let lead = try LeadStore.latest(of: phone, in: unit.database) {
      let isChanged = try EditLead.record(
        try row.edit(), of: lead, importID: importID, policy, at: unit.now, in: unit)
      return (isChanged ? "updated" : "unchanged", false, lead.id)
    }
    let lead = try CaptureLead.record(draft, by: caller, importID: importID, policy, at: unit.now, in: unit)
    return ("created", true, lead.id)
  }

  private static func reason(_ problem: Problem) -> String {
    ([problem.type] + problem.errors.map(\.pointer)).joined(separator: " ")
  }
}
