import Contracts
import Kernel

/// A crew as the company has registered it.
public struct CrewState: Hashable, Sendable {
  public let code: ID<Crew>
  public let name: String
  /// False once it works no more.
  public let active: Bool
  /// Who works in it, in the order of their codes.
  public let members: [ID<Employee>]

  public init(code: ID<Crew>, name: String, active: Bool, members: [ID<Employee>]) {
    (self.code, self.name, self.active, self.members) = (code, name, active, members)
  }

  /// More than any crew has.
  private static let memberLimit = 100

  /// What is left out stays.
  public func edit(_ command: EditCrew) throws(InvalidFields) -> CrewChanged {
    try Self.checked(
      CrewChanged(
        code: code, name: command.name ?? name, active: command.active ?? active,
        members: command.members ?? members))
  }

  fileprivate static func checked(_ event: CrewChanged) throws(InvalidFields) -> CrewChanged {
    var fields = InvalidFields()
    fields.text("/name", event.name)
    let members = event.members ?? []
    if members.count > memberLimit { fields.refuse("/members", .tooManyMembers(limit: memberLimit)) }
    for (index, member) in members.enumerated() where members[..<index].contains(member) {
      fields.refuse("/members/\(index)", .namedTwice)
    }
    try fields.check()
    return event
  }
}

/// `POST /v1/crews`.
public struct AddCrew: Decodable, Sendable {
  public var code: ID<Crew>
  var name: String
  var active: Bool?
  /// Codes of the employees who work in it; nobody without it.
  public var members: [ID<Employee>]?
  public var occurredAt: Instant?

  public func event() throws(InvalidFields) -> CrewChanged {
    try CrewState.checked(
      CrewChanged(code: code, name: name, active: active ?? true, members: members ?? []))
  }
}

/// `PATCH /v1/crews/{code}`: what is left out stays.
public struct EditCrew: Decodable, Sendable {
  var name: String?
  var active: Bool?
  public var members: [ID<Employee>]?
  public var occurredAt: Instant?
}
