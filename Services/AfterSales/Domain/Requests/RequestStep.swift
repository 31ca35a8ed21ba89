import Contracts
import Kernel

/// A step of a request's life (E5): what happened, when, by whom, with what words. Nobody edits it.
public struct RequestStep: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, CaseIterable, Sendable {
    case requested, assigned, paused, resumed, resolved, charged, confirmed
  }

  public var kind: Kind
  public var at: Instant
  public var by: ID<Employee>?
  public var note: String?

  public init(_ event: ServiceRequested) {
    self.init(.requested, event.occurredAt, event.by, event.description)
  }

  /// To whom, and for when.
  public init(_ event: ServiceAssigned) {
    let words = [
      event.outlet?.text, event.crewId?.text, event.employeeId?.text, event.on?.description, event.slot, event.note,
    ].compactMap { $0 }.filter { !$0.isEmpty }
    self.init(.assigned, event.occurredAt, event.by, words.joined(separator: ", "))
  }

  public init(_ event: ServicePaused) { self.init(.paused, event.occurredAt, event.by, event.reason) }
  public init(_ event: ServiceResumed) { self.init(.resumed, event.occurredAt, event.by, nil) }
  public init(_ event: ServiceResolved) { self.init(.resolved, event.occurredAt, event.by, event.work) }
  public init(_ event: ServiceCharged) { self.init(.charged, event.occurredAt, nil, "\(event.amount)") }
  public init(_ event: ServiceConfirmed) { self.init(.confirmed, event.occurredAt, event.by, nil) }

  /// Nil for an event that is no step of a request.
  public init?(_ event: (any DomainEvent)?) {
    switch event {
    case let event as ServiceRequested: self.init(event)
    case let event as ServiceAssigned: self.init(event)
    case let event as ServicePaused: self.init(event)
    case let event as ServiceResumed: self.init(event)
    case let event as ServiceResolved: self.init(event)
    case let event as ServiceCharged: self.init(event)
    case let event as ServiceConfirmed: self.init(event)
    default: return nil
    }
  }

  private init(_ kind: Kind, _ at: Instant, _ by: ID<Employee>?, _ note: String?) {
    (self.kind, self.at, self.by, self.note) = (kind, at, by, note)
  }
}
