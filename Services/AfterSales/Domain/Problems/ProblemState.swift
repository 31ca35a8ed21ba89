import Contracts
import Kernel

public enum ProblemStage: String, Codable, CaseIterable, Hashable, Sendable {
  case open, closed
}

/// Why a problem cannot be closed.
public enum ProblemError: Error, Hashable, Sendable {
  case closed(on: BusinessDate)
  case fields(InvalidFields)
}

/// A problem of an installation: where it came from, who sees to it until when, and what it cost (E7, I8).
public struct ProblemState: Codable, Hashable, Sendable {
  public let id: ID<InstallationProblem>
  public let installationId: ID<Installation>
  public let customerId: ID<Customer>
  public let description: String
  /// As it was noted; as it turned out once it is closed.
  public private(set) var cause: ProblemCause
  public private(set) var state: ProblemStage
  public let ownerId: ID<Employee>?
  public let foundOn: BusinessDate
  public let dueOn: BusinessDate?
  public private(set) var closedOn: BusinessDate?
  public private(set) var cost: Money?
  public private(set) var solution: String?

  /// Nil for a problem of before problems were followed up: it has no id.
  public init?(_ problem: InstallationCompleted.Problem, of event: InstallationCompleted) {
    guard let id = problem.problemId else { return nil }
    (self.id, installationId, customerId) = (id, event.installationId, event.customerId)
    (description, cause) = (problem.description, problem.cause)
    state = .open
    (ownerId, foundOn, dueOn) = (problem.ownerId, event.completedOn, problem.dueOn)
  }

  /// It is seen to: the cost is nothing and the cause as noted where the command says no other.
  public func close(
    _ command: CloseProblem, by employee: ID<Employee>, at time: Instant
  ) throws(ProblemError) -> ProblemClosed {
    if let closedOn { throw .closed(on: closedOn) }
    let day = command.closedOn ?? CompanyZone.day(at: time)
    var fields = InvalidFields()
    fields.notNegative("/cost", command.cost)
    fields.length("/solution", command.solution, upTo: TextLimit.long)
    if day < foundOn { fields.refuse("/closedOn", .beforeFound(foundOn)) }
    try fields.check(ProblemError.fields)
    return ProblemClosed(
      problemId: id, installationId: installationId, customerId: customerId, cause: command.cause ?? cause,
      cost: command.cost ?? .zero(), solution: command.solution, closedOn: day, by: employee, occurredAt: time)
  }

  public mutating func apply(_ event: ProblemClosed) {
    state = .closed
    (cause, cost, solution, closedOn) = (event.cause, event.cost, event.solution, event.closedOn)
  }

  /// Open, and its day has come.
  public func reminder(on day: BusinessDate) -> Reminder? {
    guard state == .open, let dueOn, dueOn <= day else { return nil }
    return Reminder(
      subject: id.text, customerId: customerId, dueOn: dueOn, ownerId: ownerId, detail: description)
  }
}

/// `POST /v1/problems/{id}/close`: with what it cost, and the cause as it turned out (I8).
public struct CloseProblem: Decodable, Sendable {
  var cost: Money?
  /// As it was noted without it.
  var cause: ProblemCause?
  var solution: String?
  /// The day of `occurredAt` without it.
  var closedOn: BusinessDate?
  public var occurredAt: Instant?
}
