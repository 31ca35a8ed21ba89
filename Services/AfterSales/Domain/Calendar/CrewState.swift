import Contracts
import Kernel

/// A crew as the company has registered it.
public struct CrewState: Hashable, Sendable {
  public let code: ID<Crew>
  public let name: String
  /// False once it works no more.
  public let active: Bool

  public init(code: ID<Crew>, name: String, active: Bool) {
    (self.code, self.name, self.active) = (code, name, active)
  }

  /// What is left out stays.
  public func edit(_ command: EditCrew) throws(InvalidFields) -> CrewChanged {
    try Self.checked(
      CrewChanged(code: code, name: command.name ?? name, active: command.active ?? active))
  }

  fileprivate static func checked(_ event: CrewChanged) throws(InvalidFields) -> CrewChanged {
    var fields = InvalidFields()
    fields.text("/name", event.name)
    try fields.check()
    return event
  }
}

/// `POST /v1/crews`.
public struct AddCrew: Decodable, Sendable {
  public var code: ID<Crew>
  var name: String
  var active: Bool?
  public var occurredAt: Instant?

  public func event() throws(InvalidFields) -> CrewChanged {
    try CrewState.checked(CrewChanged(code: code, name: name, active: active ?? true))
  }
}

/// `PATCH /v1/crews/{code}`: what is left out stays.
public struct EditCrew: Decodable, Sendable {
  var name: String?
  var active: Bool?
  public var occurredAt: Instant?
}
