import Contracts
import Kernel

extension EventDetail {
  public init(_ event: DeliveryNoted) {
    day = event.deliveredOn
    number = event.number
    amount = event.amount
    orderId = event.orderId.text
    salesperson = event.salespersonId?.text
    shop = event.shop?.text
    label = event.warehouse
  }

  public init(_ event: SiteMeasured) {
    day = event.measuredOn
    orderId = event.orderId?.text
    salesperson = event.designerId.text
    count = event.changed.count
    text = event.constraints
  }

  public init(_ event: InstallationPlanned) {
    day = event.deliveredOn
    orderId = event.orderId.text
    text = event.lines.joined(separator: "; ")
  }

  public init(_ event: InstallationScheduled) {
    until = event.on
    label = event.slot
    to = event.crewId.text
  }

  public init(_ event: InstallationCancelled) {
    day = event.cancelledOn
    orderId = event.orderId.text
    text = event.reason
  }

  public init(_ event: InstallationCompleted) {
    day = event.completedOn
    until = event.scheduledOn
    orderId = event.orderId.text
    to = event.crewId?.text
    count = event.problems.count
    text = event.problems.map(\.description).joined(separator: "; ")
  }

  public init(_ event: InstallationEvaluated) {
    day = event.evaluatedOn
    to = event.crewId?.text
    count = Score(of: event.scores).hundredths
    text = event.comments
  }

  public init(_ event: ServiceRequested) {
    day = event.requestedOn
    number = event.number
    label = event.kind.rawValue
    text = event.description
  }

  public init(_ event: ServiceResolved) {
    day = event.resolvedOn
    amount = event.chargeable
    label = event.decision
    text = event.work
  }

  public init(_ event: ServiceConfirmed) {
    day = event.confirmedOn
  }

  public init(_ event: ServiceCharged) {
    day = event.chargedOn
    number = event.number
    amount = event.amount
    until = event.dueOn
  }

  public init(_ event: MaintenanceDue) {
    until = event.dueOn
  }

  public init(_ event: CustomerUpdated) {
    day = event.updatedOn
    label = event.changes.map(\.field).joined(separator: ", ")
    from = event.origin
  }

  public init(_ event: ReminderRaised) {
    day = event.raisedOn
    label = event.rule
    until = event.dueOn
    to = event.ownerId?.text
  }
}

extension EventDetail {
  public init(_ event: ProblemClosed) {
    day = event.closedOn
    amount = event.cost
    label = event.cause.rawValue
    text = event.solution
  }

  public init(_ event: ServiceAssigned) {
    until = event.on
    label = event.slot
    to = event.crewId?.text ?? event.employeeId?.text ?? event.outlet?.text
    text = event.note
  }

  public init(_ event: ServicePaused) {
    text = event.reason
  }

  public init(_ event: ServiceResumed) {}

  public init(_ event: BriefRead) {
    day = event.readOn
    salesperson = event.by.text
  }
}

extension EventDetail {
  public init(_ event: SegmentChanged) {
    day = event.on
    to = event.isMember ? event.segmentId.text : nil
    from = event.isMember ? nil : event.segmentId.text
  }

  public init(_ event: CustomerTierChanged) {
    day = event.on
    amount = event.received
    from = event.from
    to = event.to
    text = event.reason
  }
}
