import Contracts
import Kernel

/// Where a service request is (E10).
public enum RequestStage: String, Codable, CaseIterable, Hashable, Sendable {
  case open, assigned, paused, resolved, confirmed
}

/// What can be done about a request.
public enum RequestMove: String, CaseIterable, Hashable, Sendable {
  case assign, pause, resume, resolve, confirm

  /// Where it may begin.
  public var from: Set<RequestStage> {
    switch self {
    case .assign, .resolve: [.open, .assigned, .paused]
    case .pause: [.open, .assigned]
    case .resume: [.paused]
    case .confirm: [.resolved]
    }
  }
}

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
    requestId = event.requestId
    number = event.number
    customerId = event.customerId
    kind = event.kind
    description = event.description
    severity = event.severity
    installedItemId = event.installedItemId
    installationId = event.installationId
    requestedAt = event.occurredAt
    requestedOn = event.requestedOn
    underWarranty = event.underWarranty
    warrantyUntil = event.warrantyUntil
    cause = event.cause
    targetWorkMinutes = event.targetWorkMinutes
    changedAt = event.occurredAt
  }

  /// Refuses what its state does not allow, and what would lie before its last change.
  public func check(_ move: RequestMove, at time: Instant) throws(AfterSalesError) {
    guard move.from.contains(stage) else { throw .illegalMove(verb: move.rawValue, state: stage.rawValue) }
    guard time >= changedAt else { throw .beforeLastChange(changedAt) }
  }

  /// Work time since the request, pauses left out, in milliseconds (H10).
  public func work(until time: Instant, by clock: WorkClock) -> Int64 {
    clock.work(from: requestedAt, to: time, without: pauses)
  }

  /// Whether so much work time is within the target; nil without a target.
  public func isOnTime(after milliseconds: Int64) -> Bool? {
    targetWorkMinutes.map { milliseconds <= Int64($0) * 60_000 }
  }

  /// When its target is used up, as things stand; nil while it is paused.
  public func due(by clock: WorkClock) -> Instant? {
    targetWorkMinutes.flatMap { clock.due(after: Int64($0) * 60_000, from: requestedAt, without: pauses) }
  }

  public mutating func apply(_ event: ServiceAssigned) {
    changed(at: event.occurredAt)
    if stage == .open { stage = .assigned }
    outlet = event.outlet
    crewId = event.crewId
    employeeId = event.employeeId
    on = event.on
    slot = event.slot
  }

  public mutating func apply(_ event: ServicePaused) {
    changed(at: event.occurredAt)
    stage = .paused
    pauses.append(WorkClock.Pause(from: event.occurredAt, to: nil))
  }

  public mutating func apply(_ event: ServiceResumed) {
    changed(at: event.occurredAt)
    stage = outlet == nil && crewId == nil && employeeId == nil ? .open : .assigned
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
