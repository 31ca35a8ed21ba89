import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite

/// What is to be looked after, and when (E9, E13).
enum RaiseMaintenance {
  /// Raises what is due and was not raised yet: once for each installation, plan and due day.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    for due in try dues(.newest(upTo: day), in: unit.database) {
      let isRaised = try unit.database.exists(
        "SELECT 1 FROM maintenance_raised WHERE installation = ? AND plan = ? AND due_on = ?", due.installationId,
        due.plan?.text ?? "", due.on)
      if !isRaised { try unit.record(due.raised(on: day, at: unit.now)) }
    }
  }

  static func write(_ event: MaintenanceDue, to database: Database) throws {
    try database.run(
      "INSERT OR IGNORE INTO maintenance_raised VALUES (?, ?, ?)", event.installationId, event.planCode?.text ?? "",
      event.dueOn)
  }

  static func dues(_ question: MaintenanceDues.Question, in database: Database) throws -> [DueMaintenance] {
    var dues = MaintenanceDues(
      question, plans: try MaintenancePlanStore.plans(in: database), policy: try PolicyStore.policy(in: database))
    try ArchiveStore.eachInUse(in: database) { dues.add($0) }
    return dues.dues
  }
}
