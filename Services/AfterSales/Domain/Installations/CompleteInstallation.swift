import Contracts
import Kernel

/// `POST /v1/installations/{id}/complete`: what now stands at the customer's, what went wrong, and the link by which he
/// or she says how it was (E1, E6, E7).
public struct CompleteInstallation: Decodable, Sendable {
  public struct Item: Codable, Sendable {
    var sku: String?
    var name: String
    /// `panel`, `hardware`, `appliance`, or another one: warranties differ by it.
    var component: String
    var serial: String?
    var room: String?
  }

  public struct FoundProblem: Codable, Sendable {
    var description: String
    var cause: ProblemCause
    /// The salesperson of the order without it.
    public var ownerId: ID<Employee>?
    /// A week after the completion without it.
    var dueOn: BusinessDate?
  }

  public var completedOn: BusinessDate
  var items: [Item]
  public var problems: [FoundProblem]?
  /// The crew that did it where another one was scheduled, or none.
  public var crewId: ID<Crew>?
  public var occurredAt: Instant?

  func check() throws(InstallationError) {
    var fields = InvalidFields()
    for (index, item) in items.enumerated() {
      fields.text("/items/\(index)/name", item.name)
      fields.text("/items/\(index)/component", item.component, upTo: TextLimit.word)
      fields.length("/items/\(index)/sku", item.sku)
      fields.length("/items/\(index)/serial", item.serial)
      fields.length("/items/\(index)/room", item.room)
    }
    for (index, problem) in (problems ?? []).enumerated() {
      fields.text("/problems/\(index)/description", problem.description, upTo: TextLimit.long)
      if let due = problem.dueOn, due < completedOn { fields.refuse("/problems/\(index)/dueOn", .beforeCompletion) }
    }
    try fields.check(InstallationError.fields)
  }
}

extension InstallationState {
  /// It is installed. The warranty of each item begins with that day, each problem gets somebody who sees to it and a
  /// day, and the customer a link that is good for a while, also where the day lies ahead.
  /// `hash` is that of the link's token, `owner` who sold what was delivered.
  public func complete(
    _ command: CompleteInstallation, owner: ID<Employee>?, hash: String, today: BusinessDate,
    by policy: AfterSalesPolicy,
    employee: ID<Employee>, at time: Instant, newItem: () -> ID<InstalledItem>,
    newProblem: () -> ID<InstallationProblem>
  ) throws(InstallationError) -> InstallationCompleted {
    try command.check()
    try check(.complete)
    let day = command.completedOn
    try checkDelivered(by: day, at: "/completedOn")
    // Lists are in the order of ids, and those of one moment are in none: sorted, they keep the order of the command.
    let itemIDs = command.items.map { _ in newItem() }.sorted()
    let problemIDs = (command.problems ?? []).map { _ in newProblem() }.sorted()
    return InstallationCompleted(
      installationId: installationId, customerId: customerId, orderId: orderId, crewId: command.crewId ?? crewId,
      scheduledOn: on, completedOn: day,
      items: zip(itemIDs, command.items).map { id, item in
        InstallationCompleted.Item(
          itemId: id, sku: item.sku, name: item.name, component: item.component, serial: item.serial, room: item.room,
          warrantyUntil: policy.warranty.lastDay(of: item.component, installedOn: day, deliveredOn: deliveredOn))
      },
      problems: zip(problemIDs, command.problems ?? []).map { id, problem in
        InstallationCompleted.Problem(
          description: problem.description, cause: problem.cause, problemId: id, ownerId: problem.ownerId ?? owner,
          dueOn: problem.dueOn ?? day.adding(days: policy.problemDays))
      },
      evaluationHash: hash, evaluationExpiresOn: policy.lastDayOfLink(from: max(today, day)), occurredAt: time,
      by: employee)
  }
}
