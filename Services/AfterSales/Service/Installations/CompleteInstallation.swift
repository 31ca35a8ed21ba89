import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/installations/{id}/complete`: what now stands at the customer's, what went wrong, and the link by which he
/// or she says how it was (E1, E6, E7).
struct CompleteInstallation: Command {
  struct Item: Codable, Sendable {
    var sku: String?
    var name: String
    /// `panel`, `hardware`, `appliance`, or another one: warranties differ by it.
    var component: String
    var serial: String?
    var room: String?
  }

  struct FoundProblem: Codable, Sendable {
    var description: String
    var cause: ProblemCause
    /// The salesperson of the order without it.
    var ownerId: ID<Employee>?
    /// A week after the completion without it.
    var dueOn: BusinessDate?
  }

  var completedOn: BusinessDate
  var items: [Item]
  var problems: [FoundProblem]?
  /// The crew that did it where another one was scheduled, or none.
  var crewId: ID<Crew>?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<CompleteInstallation>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<InstallationView> {
    let body = request.body
    let job = try Installations.find(request.id(), in: unit.database)
    try body.check()
    try job.checkCompletion(on: body.completedOn)
    let terms = try Terms.warranty(in: unit.database).terms
    let owner = try Orders.salesperson(of: job.orderId, in: unit.database)
    let link = EvaluationLinks.Link(first: unit.newID(), second: unit.newID())
    let expiresOn = EvaluationLinks.lastDay(from: max(unit.today, body.completedOn))
    // Lists are in the order of ids, and those of one moment are in none: sorted, they keep the order of the command.
    let itemIDs = body.items.map { _ in unit.newID() as ID<InstalledItem> }.sorted()
    let problemIDs = (body.problems ?? []).map { _ in unit.newID() as ID<InstallationProblem> }.sorted()
    try unit.record(
      InstallationCompleted(
        installationId: job.installationId, customerId: job.customerId, orderId: job.orderId,
        crewId: body.crewId ?? job.crewId, scheduledOn: job.on, completedOn: body.completedOn,
        items: zip(itemIDs, body.items).map { id, item in
          InstallationCompleted.Item(
            itemId: id, sku: item.sku, name: item.name, component: item.component, serial: item.serial,
            room: item.room,
            warrantyUntil: terms.lastDay(
              of: item.component, installedOn: body.completedOn, deliveredOn: job.deliveredOn))
        },
        problems: zip(problemIDs, body.problems ?? []).map { id, problem in
          InstallationCompleted.Problem(
            description: problem.description, cause: problem.cause, problemId: id,
            ownerId: problem.ownerId ?? owner, dueOn: problem.dueOn ?? body.completedOn.adding(days: 7))
        },
        evaluationHash: link.hash, evaluationExpiresOn: expiresOn, occurredAt: request.occurredAt(in: unit),
        by: ID(request.caller.subject)))
    var answer = try Answer.installation(job.installationId, asOf: unit.today, in: unit.database)
    answer.body.evaluationUrl = link.path
    answer.body.evaluationExpiresOn = expiresOn
    return answer
  }

  private func check() throws {
    var checks = FieldChecks()
    for (index, item) in items.enumerated() {
      checks.text("/items/\(index)/name", item.name)
      checks.text("/items/\(index)/component", item.component, upTo: 50)
      checks.length("/items/\(index)/sku", item.sku)
      checks.length("/items/\(index)/serial", item.serial)
      checks.length("/items/\(index)/room", item.room)
    }
    for (index, problem) in (problems ?? []).enumerated() {
      checks.text("/problems/\(index)/description", problem.description, upTo: FieldChecks.longText)
      if let due = problem.dueOn, due < completedOn {
        checks.refuse(
          "/problems/\(index)/dueOn", "too-early",
          Localized(zh: "不能早于 completedOn。", en: "It must not be before 'completedOn'."))
      }
    }
    try checks.finish()
  }
}
