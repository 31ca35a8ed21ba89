import Contracts
import Kernel

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
    (installationId, customerId, orderId) = (event.installationId, event.customerId, event.orderId)
    (deliveryId, deliveredOn, lines, brief) = (event.deliveryId, event.deliveredOn, event.lines, event.brief)
    measurementId = event.measurementId
  }

  public var isOpen: Bool { stage == .planned || stage == .scheduled }

  /// Refuses what its stage does not allow.
  public func check(_ move: InstallationMove) throws(InstallationError) {
    guard move.from.contains(stage) else { throw .illegalMove(move, stage) }
  }

  /// Installation cannot precede delivery (`Services/AfterSales/README.md#installations`).
  func checkDelivered(by day: BusinessDate, at pointer: String) throws(InstallationError) {
    guard day >= deliveredOn else { throw .fields(InvalidFields(pointer, .beforeDelivery(deliveredOn))) }
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
    (on, slot, crewId) = (event.on, event.slot, event.crewId)
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
