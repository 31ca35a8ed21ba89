import Contracts
import Kernel

/// A service request (E2): who asked for what, who sees to it, how long it took, who pays.
public struct RequestState: Codable, Sendable {
  public let requestId: ID<ServiceRequest>
  public let number: String
  public let customerId: ID<Customer>
  public let kind: ServiceKind
  public let description: String
  public let severity: String?
  public let installedItemId: ID<InstalledItem>?
  public let installationId: ID<Installation>?
  public let requestedAt: Instant
  public let requestedOn: BusinessDate
  public let underWarranty: Bool?
  public let warrantyUntil: BusinessDate?
  public private(set) var cause: ServiceCause?
  public let targetWorkMinutes: Int?
  public private(set) var stage = RequestStage.open
  public private(set) var outlet: ID<Outlet>?
  public private(set) var crewId: ID<Crew>?
  public private(set) var employeeId: ID<Employee>?
  public private(set) var on: BusinessDate?
  public private(set) var slot: String?
  public private(set) var pauses: [WorkClock.Pause] = []
  public private(set) var resolved: ServiceResolved?
  public private(set) var confirmedOn: BusinessDate?
  /// When its last event happened.
  public private(set) var changedAt: Instant
  /// Counts its events; the resource's version.
  public private(set) var changes = 1

  public init(_ event: ServiceRequested) {
    (requestId, number, customerId, kind) = (event.requestId, event.number, event.customerId, event.kind)
    (description, severity, installedItemId) = (event.description, event.severity, event.installedItemId)
    (installationId, requestedAt, requestedOn) = (event.installationId, event.occurredAt, event.requestedOn)
    (underWarranty, warrantyUntil, cause) = (event.underWarranty, event.warrantyUntil, event.cause)
    (targetWorkMinutes, changedAt) = (event.targetWorkMinutes, event.occurredAt)
  }

  /// Refuses what its state does not allow, and what would lie before its last change.
  public func check(_ move: RequestMove, at time: Instant) throws(RequestError) {
    guard move.from.contains(stage) else { throw .illegalMove(move, stage) }
    guard time >= changedAt else { throw .fields(InvalidFields("/occurredAt", .beforeLastChange(changedAt))) }
  }

  /// Whom it is given to, as a person searches for it.
  public var assignees: [String] { [outlet?.text, crewId?.text, employeeId?.text].compactMap { $0 } }

  public mutating func apply(_ event: ServiceAssigned) {
    changed(at: event.occurredAt)
    if stage == .open { stage = .assigned }
    (outlet, crewId, employeeId, on) = (event.outlet, event.crewId, event.employeeId, event.on)
    slot = event.slot
  }

  public mutating func apply(_ event: ServicePaused) {
    changed(at: event.occurredAt)
    stage = .paused
    pauses.append(WorkClock.Pause(from: event.occurredAt, to: nil))
  }

  public mutating func apply(_ event: ServiceResumed) {
    changed(at: event.occurredAt)
    stage = assignees.isEmpty ? .open : .assigned
    endPause(at: event.occurredAt)
  }

  public mutating func apply(_ event: ServiceResolved) {
    changed(at: event.occurredAt)
    stage = .resolved
    endPause(at: event.occurredAt)
    resolved = event
    cause = event.cause ?? cause
  }

  public mutating func apply(_ event: ServiceConfirmed) {
    changed(at: event.occurredAt)
    stage = .confirmed
    confirmedOn = event.confirmedOn
  }

  private mutating func changed(at time: Instant) {
    changes += 1
    changedAt = max(changedAt, time)
  }

  private mutating func endPause(at time: Instant) {
    if let last = pauses.indices.last, pauses[last].to == nil { pauses[last].to = time }
  }
}
