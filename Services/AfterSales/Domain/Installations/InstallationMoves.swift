import Contracts
import Kernel

extension InstallationState {
  /// The job of a delivery (E8), with what the designer measured before it (E11).
  public static func plan(
    _ delivery: DeliveryNoted, brief: Brief?, as id: ID<Installation>
  ) -> InstallationPlanned {
    InstallationPlanned(
      installationId: id, customerId: delivery.customerId, orderId: delivery.orderId, deliveryId: delivery.deliveryId,
      deliveredOn: delivery.deliveredOn, lines: delivery.lines.map { "\($0.description) × \($0.quantity)" },
      brief: brief?.lines ?? [], occurredAt: delivery.occurredAt, measurementId: brief?.measurementId)
  }

  /// What was measured after the delivery: for its order, or for its customer without naming any. Nil where it is of
  /// another order, and where the job is done.
  public func brief(_ event: SiteMeasured) -> InstallationBriefed? {
    guard isOpen, event.customerId == customerId, event.orderId.map({ $0 == orderId }) ?? true else { return nil }
    return InstallationBriefed(
      installationId: installationId, customerId: customerId, measurementId: event.measurementId,
      brief: Brief(event).lines, occurredAt: event.occurredAt)
  }

  /// The installer has read the brief (E11).
  public func readBrief(by employee: ID<Employee>, at time: Instant) throws(InstallationError) -> BriefRead {
    try check(.readBrief)
    return BriefRead(
      installationId: installationId, customerId: customerId, by: employee, readOn: CompanyZone.day(at: time),
      occurredAt: time)
  }

  /// Nothing is left to install; nil where the job is done, which a cancelled note does not undo, and for another note.
  public func cancel(_ event: DeliveryCancelled) -> InstallationCancelled? {
    guard isOpen, event.deliveryId == deliveryId else { return nil }
    return InstallationCancelled(
      installationId: installationId, customerId: customerId, orderId: orderId, deliveryId: deliveryId,
      reason: event.reason, cancelledOn: event.cancelledOn, occurredAt: event.occurredAt)
  }

  /// Another link, so that the customer can say it anew (E6).
  public func issueLink(
    hash: String, today: BusinessDate, by policy: AfterSalesPolicy, employee: ID<Employee>, at time: Instant
  ) throws(InstallationError) -> EvaluationLinkIssued {
    try check(.issueLink)
    return EvaluationLinkIssued(
      installationId: installationId, customerId: customerId, evaluationHash: hash,
      expiresOn: policy.lastDayOfLink(from: today), by: employee, occurredAt: time)
  }

  /// The last day of the warranty of the whole: where a request names no single item. What is not installed yet has it
  /// from the day of delivery.
  public func warrantyUntil(by terms: WarrantyTerms) -> BusinessDate {
    terms.lastDay(of: "", installedOn: completedOn, deliveredOn: deliveredOn)
  }

  /// Delivered, and no crew has it yet (E8): who sold it sees to that.
  public func reminder(on day: BusinessDate, owner: ID<Employee>?) -> Reminder? {
    guard stage == .planned, deliveredOn <= day else { return nil }
    return Reminder(
      subject: installationId.text, customerId: customerId, dueOn: deliveredOn, ownerId: owner, detail: lines.first)
  }
}
