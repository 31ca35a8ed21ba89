import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of installations.
enum InstallationStore {
  static let table = DocumentTable<InstallationState>(
    "installations", of: Localized(zh: "安装单", en: "installation"), key: .init("id") { $0.installationId },
    [
      .init("customer") { $0.customerId }, .init("order_id") { $0.orderId }, .init("delivery") { $0.deliveryId },
      .init("state") { $0.stage.rawValue }, .init("delivered_on") { $0.deliveredOn },
      .init("completed_on") { $0.completedOn },
    ], belonging: .installations)

  static func plan(_ event: InstallationPlanned, to database: Database) throws {
    try table.write(InstallationState(event), to: database)
  }

  static func brief(_ event: InstallationBriefed, to database: Database) throws {
    try table.change(event.installationId, in: database) { $0.apply(event) }
  }

  static func readBrief(_ event: BriefRead, to database: Database) throws {
    try table.change(event.installationId, in: database) { $0.apply(event) }
  }

  static func schedule(_ event: InstallationScheduled, to database: Database) throws {
    try table.change(event.installationId, in: database) { $0.apply(event) }
    try CalendarStore.set(Booking(event), to: database)
  }

  static func cancel(_ event: InstallationCancelled, to database: Database) throws {
    try table.change(event.installationId, in: database) { $0.apply(event) }
    try CalendarStore.clear(event.installationId.text, in: database)
  }

  /// Also what it leaves behind: the archive, the problems, the customer's link.
  static func complete(_ event: InstallationCompleted, to database: Database) throws {
    try table.change(event.installationId, in: database) { $0.apply(event) }
    try ArchiveStore.add(event, to: database)
    try ProblemStore.add(event, to: database)
    try EvaluationLinkStore.add(EvaluationLink(event), to: database)
  }

  /// One that the caller sees. Throws 404.
  static func find(
    _ id: ID<Installation>, for visibility: Visibility, in database: Database
  ) throws -> InstallationState {
    try table.find(id, for: visibility, in: database)
  }

  static func unfinished(of customer: ID<Customer>, in database: Database) throws -> [InstallationState] {
    try table.all(
      "WHERE customer = ? AND state IN ('planned', 'scheduled') ORDER BY id", customer, in: database)
  }

  /// Planned and delivered up to a day.
  static func unscheduled(on day: BusinessDate, in database: Database) throws -> [InstallationState] {
    try table.all("WHERE state = 'planned' AND delivered_on <= ? ORDER BY id", day, in: database)
  }
}
