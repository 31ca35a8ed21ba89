import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A problem of an installation (E7, I8).
struct ProblemView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable { case open, closed }

  var id: ID<InstallationProblem>
  var installationId: ID<Installation>
  var customerId: ID<Customer>
  var description: String
  var cause: ProblemCause
  var state: State
  var ownerId: ID<Employee>?
  var foundOn: BusinessDate
  var dueOn: BusinessDate?
  var closedOn: BusinessDate?
  var cost: Money?
  var solution: String?
}

/// `POST /v1/problems/{id}/close`: with what it cost, and the cause as it turned out (I8).
struct CloseProblem: Command {
  var cost: Money?
  /// As it was noted without it.
  var cause: ProblemCause?
  var solution: String?
  var closedOn: BusinessDate?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<CloseProblem>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<ProblemView> {
    let body = request.body
    let problem = try Problems.find(request.id(), in: unit.database)
    if let day = problem.closedOn { throw AfterSalesError.problemClosed(on: day) }
    let time = request.occurredAt(in: unit)
    let day = body.closedOn ?? CompanyZone.day(at: time)
    var checks = FieldChecks()
    checks.notNegative("/cost", body.cost)
    checks.length("/solution", body.solution, upTo: FieldChecks.longText)
    if day < problem.foundOn {
      checks.refuse(
        "/closedOn", "too-early",
        Localized(zh: "不能早于发现日 \(problem.foundOn)。", en: "It was found on \(problem.foundOn), not later."))
    }
    try checks.finish()
    try unit.record(
      ProblemClosed(
        problemId: problem.id, installationId: problem.installationId, customerId: problem.customerId,
        cause: body.cause ?? problem.cause, cost: body.cost ?? .zero(), solution: body.solution, closedOn: day,
        by: ID(request.caller.subject), occurredAt: time))
    return Answer(try Problems.find(problem.id, in: unit.database))
  }
}

/// The table of problems.
enum Problems {
  static func apply(_ event: InstallationCompleted, to database: Database) throws {
    for problem in event.problems {
      guard let id = problem.problemId else { continue }
      try write(
        ProblemView(
          id: id, installationId: event.installationId, customerId: event.customerId,
          description: problem.description, cause: problem.cause, state: .open, ownerId: problem.ownerId,
          foundOn: event.completedOn, dueOn: problem.dueOn), to: database)
    }
  }

  static func apply(_ event: ProblemClosed, to database: Database) throws {
    guard var problem = try get(event.problemId, in: database) else { return }
    problem.state = .closed
    problem.cause = event.cause
    problem.cost = event.cost
    problem.solution = event.solution
    problem.closedOn = event.closedOn
    try write(problem, to: database)
  }

  /// Throws 404.
  static func find(_ id: ID<InstallationProblem>, in database: Database) throws -> ProblemView {
    guard let problem = try get(id, in: database) else { throw Missing.problem(id.text) }
    return problem
  }

  /// What a list of problems can be narrowed to.
  struct Filter {
    var installation: String?
    var customer: String?
    var state: ProblemView.State?
    var cause: ProblemCause?
    var owner: String?
  }

  static func list(_ filter: Filter, after id: String, limit: Int, in database: Database) throws -> [ProblemView] {
    try database.all(
      """
      SELECT document FROM problems WHERE id > ?1 AND (?2 IS NULL OR installation = ?2)
        AND (?3 IS NULL OR customer = ?3) AND (?4 IS NULL OR state = ?4) AND (?5 IS NULL OR cause = ?5)
        AND (?6 IS NULL OR owner = ?6) ORDER BY id LIMIT ?7
      """, id, filter.installation, filter.customer, filter.state?.rawValue, filter.cause?.rawValue, filter.owner, limit
    ) { try Document.state(of: $0.text(0)) }
  }

  private static func get(_ id: ID<InstallationProblem>, in database: Database) throws -> ProblemView? {
    try database.first("SELECT document FROM problems WHERE id = ?", id.text) { try Document.state(of: $0.text(0)) }
  }

  private static func write(_ problem: ProblemView, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO problems VALUES (?, ?, ?, ?, ?, ?, ?)", problem.id.text, problem.installationId.text,
      problem.customerId.text, problem.cause.rawValue, problem.state.rawValue, problem.ownerId?.text,
      try Document.text(problem))
  }
}
