import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/imports/{id}/revert`: takes a file back. What it made becomes invalid, what it changed gets its old values,
/// unless somebody has worked on it since.
struct RevertImport: Command {
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<ImportReport> {
    let batch = try ImportStore.find(request.id(), in: unit.database)
    let occurredAt = request.occurredAt(in: unit)
    let reverted = try batch.revert(by: ID(request.caller.subject), at: occurredAt)
    var report = ImportReport(of: batch.id, dryRun: false)
    for lead in try LeadStore.captured(by: batch.id, in: unit.database) {
      if let event = try lead.takeBack(policy, at: occurredAt) {
        try unit.record(event)
        report.add("created", lead.id)
      } else {
        report.add("refused", lead.id, because: workedOn)
      }
    }
    for edit in try ImportStore.edits(by: batch.id, in: unit.database) {
      let lead = try LeadStore.find(edit.leadID, in: unit.database)
      if let old = try lead.before(edit) {
        try EditLead.record(old, of: lead, policy, at: occurredAt, in: unit)
        report.add("updated", lead.id)
      } else {
        report.add("refused", lead.id, because: workedOn)
      }
    }
    try unit.record(reverted)
    return Answer(report)
  }

  private static let workedOn = "worked-on-since"
}
