import AfterSalesDomain
import Contracts
import Kernel
import Persistence

/// Makes the job of each delivery, and its brief from what the designer measured, whichever comes first (E8, E11).
enum PlanInstallation {
  static func plan(_ event: DeliveryNoted, in unit: borrowing UnitOfWork) throws {
    let brief = try OrderStore.brief(of: event.orderId, customer: event.customerId, in: unit.database)
    try unit.record(InstallationState.plan(event, brief: brief, as: unit.newID()))
  }

  /// The job of a delivery note that was cancelled is off, and its crew's time free.
  static func cancel(_ event: DeliveryCancelled, in unit: borrowing UnitOfWork) throws {
    for job in try InstallationStore.unfinished(of: event.customerId, in: unit.database) {
      if let cancelled = job.cancel(event) { try unit.record(cancelled) }
    }
  }

  /// Jobs that are not done yet get what was measured after their delivery.
  static func brief(_ event: SiteMeasured, in unit: borrowing UnitOfWork) throws {
    for job in try InstallationStore.unfinished(of: event.customerId, in: unit.database) {
      if let briefed = job.brief(event) { try unit.record(briefed) }
    }
  }
}
