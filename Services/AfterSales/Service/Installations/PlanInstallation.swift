import AfterSalesDomain
import Contracts
import Kernel
import Persistence

/// Makes the job of each delivery, and its brief from what the designer measured, whichever comes first (E8, E11).
enum PlanInstallation {
  static func plan(_ event: DeliveryNoted, in unit: borrowing UnitOfWork) throws {
    let measured = try Orders.measurement(of: event.orderId, customer: event.customerId, in: unit.database)
    try unit.record(
      InstallationPlanned(
        installationId: unit.newID(), customerId: event.customerId, orderId: event.orderId,
        deliveryId: event.deliveryId, deliveredOn: event.deliveredOn,
        lines: event.lines.map { "\($0.description) × \($0.quantity)" }, brief: measured?.brief ?? [],
        occurredAt: event.occurredAt, measurementId: measured?.id))
  }

  /// The job of a delivery note that was cancelled is off, and its crew's time free.
  static func cancel(_ event: DeliveryCancelled, in unit: borrowing UnitOfWork) throws {
    let job = try Installations.unfinished(of: event.customerId, in: unit.database)
      .first { $0.deliveryId == event.deliveryId }
    if let cancelled = job?.cancel(event) { try unit.record(cancelled) }
  }

  /// Jobs that are not done yet get what was measured after their delivery.
  static func brief(_ event: SiteMeasured, in unit: borrowing UnitOfWork) throws {
    let jobs = try Installations.unfinished(of: event.customerId, in: unit.database)
    for job in jobs where event.orderId.map({ $0 == job.orderId }) ?? true {
      try unit.record(
        InstallationBriefed(
          installationId: job.installationId, customerId: job.customerId, measurementId: event.measurementId,
          brief: Orders.brief(of: event), occurredAt: event.occurredAt))
    }
  }
}
