import Contracts
import Kernel

/// Where an installation is (E8).
public enum InstallationStage: String, Codable, CaseIterable, Hashable, Sendable {
  case planned, scheduled, completed
  /// Its delivery was cancelled before it was done.
  case cancelled
}

/// A job: what was delivered and is to be installed.
public struct InstallationState: Codable, Hashable, Sendable {
  public let installationId: ID<Installation>
  public let customerId: ID<Customer>
  public let orderId: ID<Order>
  public let deliveryId: ID<DeliveryNote>
  public let deliveredOn: BusinessDate
  public private(set) var stage = InstallationStage.planned
  public let lines: [String]
  public private(set) var brief: [String]
  public private(set) var measurementId: ID<Measurement>?
  public private(set) var briefReadBy: ID<Employee>?
  public private(set) var briefReadOn: BusinessDate?
  public private(set) var on: BusinessDate?
  public private(set) var slot: String?
  public private(set) var crewId: ID<Crew>?
  public private(set) var completedOn: BusinessDate?
  /// Counts its events; the resource's version.
  public private(set) var changes = 1

  public init(_ event: InstallationPlanned) {
    installationId = event.installationId
    customerId = event.customerId
    orderId = event.orderId
    deliveryId = event.deliveryId
    deliveredOn = event.deliveredOn
    lines = event.lines
    brief = event.brief
    measurementId = event.measurementId
  }

  /// Puts a crew on it, or another one, or another day.
  public func schedule(
    on day: BusinessDate, slot: String, crew: ID<Crew>, by employee: ID<Employee>, at time: Instant
  ) throws(AfterSalesError) -> InstallationScheduled {
    try check("schedule")
    guard day >= deliveredOn else { throw .beforeDelivery(field: "/on", deliveredOn: deliveredOn) }
    return InstallationScheduled(
      installationId: installationId, customerId: customerId, on: day, slot: slot, crewId: crew, occurredAt: time,
      by: employee)
  }

  /// Refuses a completion that cannot be.
  public func checkCompletion(on day: BusinessDate) throws(AfterSalesError) {
    try check("complete")
    guard day >= deliveredOn else { throw .beforeDelivery(field: "/completedOn", deliveredOn: deliveredOn) }
  }

  /// Throws where it is done already, or will not be done.
  public func check(_ verb: String) throws(AfterSalesError) {
    guard isOpen else { throw .illegalMove(verb: verb, state: stage.rawValue) }
  }

  public var isOpen: Bool { stage == .planned || stage == .scheduled }

  /// Nothing is left to install; nil where the job is done, which a cancelled note does not undo.
  public func cancel(_ event: DeliveryCancelled) -> InstallationCancelled? {
    guard isOpen else { return nil }
    return InstallationCancelled(
      installationId: installationId, customerId: customerId, orderId: orderId, deliveryId: deliveryId,
      reason: event.reason, cancelledOn: event.cancelledOn, occurredAt: event.occurredAt)
  }

  public func checkCompleted(_ verb: String) throws(AfterSalesError) {
    guard stage == .completed else { throw .illegalMove(verb: verb, state: stage.rawValue) }
  }

  public mutating func apply(_ event: InstallationBriefed) {
    changes += 1
    brief = event.brief
    measurementId = event.measurementId
    // What was read is not what now stands there.
    briefReadBy = nil
    briefReadOn = nil
  }

  public mutating func apply(_ event: BriefRead) {
    changes += 1
    briefReadBy = event.by
    briefReadOn = event.readOn
  }

  public mutating func apply(_ event: InstallationScheduled) {
    changes += 1
    stage = .scheduled
    on = event.on
    slot = event.slot
    crewId = event.crewId
  }

  public mutating func apply(_ event: InstallationCancelled) {
    changes += 1
    stage = .cancelled
  }

  public mutating func apply(_ event: InstallationCompleted) {
    changes += 1
    stage = .completed
    completedOn = event.completedOn
    crewId = event.crewId
  }
}
