import Contracts
import Kernel
import Messaging
import ReportingDomain
import SQLite

/// Installations, their problems and their evaluations, and requests for service (E6, E7, E14, I8). All events of a
/// customer come in one stream, so these never wait.
enum WorkCopies {
  static func complete(_ event: InstallationCompleted, _ origin: EventOrigin, in database: Database) throws {
    let crew = event.crewId?.text ?? ReadModels.none
    try FactTable.service.keep(
      FactTable.Fact(
        day: event.completedOn, keys: ["crew": crew],
        values: ["installations": 1, "problems": Int64(event.problems.count)]),
      part: 0, origin, in: database)
    var facts = [
      FactTable.Fact(
        day: event.completedOn, keys: ["crew": crew],
        values: ["installations": 1, "first_right": event.problems.isEmpty ? 1 : 0])
    ]
    for problem in event.problems {
      facts.append(
        FactTable.Fact(
          day: event.completedOn, keys: ["cause": problem.cause.rawValue, "crew": crew], values: ["problems": 1]))
      guard let id = problem.problemId else { continue }
      try database.run(
        "INSERT INTO problems VALUES (?, ?, ?, ?)", id.text, problem.cause.rawValue, crew,
        event.completedOn.description)
    }
    try FactTable.quality.keep(facts, origin, in: database)
  }

  /// The cause as it turned out takes the place of the first one, from the day on which it was closed.
  static func close(_ event: ProblemClosed, _ origin: EventOrigin, in database: Database) throws {
    let found = try database.first(
      "SELECT cause, crew FROM problems WHERE problem_id = ?", event.problemId.text
    ) { ($0.text(0), $0.text(1)) }
    let crew = found?.1 ?? ReadModels.none
    let cause = event.cause.rawValue
    func fact(_ cause: String, _ values: [String: Int64], _ currency: Currency = .cny) -> FactTable.Fact {
      FactTable.Fact(day: event.closedOn, currency: currency, keys: ["cause": cause, "crew": crew], values: values)
    }
    var facts = [fact(cause, ["closed": 1])]
    if let before = found?.0, before != cause {
      facts += [fact(before, ["problems": -1]), fact(cause, ["problems": 1])]
      try database.run("UPDATE problems SET cause = ? WHERE problem_id = ?", cause, event.problemId.text)
    }
    if !event.cost.isZero { facts.append(fact(cause, ["cost": event.cost.amount], event.cost.currency)) }
    try FactTable.quality.keep(facts, origin, in: database)
    if !event.cost.isZero {
      try OriginCopies.add(
        ["service_cost": event.cost.amount], of: event.customerId, on: event.closedOn, event.cost.currency, origin,
        in: database)
    }
  }

  /// A later evaluation of the same installation takes the place of the earlier one.
  static func evaluate(_ event: InstallationEvaluated, _ origin: EventOrigin, in database: Database) throws {
    let score = Score(of: event.scores)
    let before =
      try database.first(
        "SELECT sum, answers FROM evaluations WHERE installation_id = ?", event.installationId.text
      ) { Score(sum: $0.int(0), answers: $0.int(1)) } ?? Score(sum: 0, answers: 0)
    try database.run(
      "INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?)", event.installationId.text, score.sum, score.answers)
    try FactTable.service.keep(
      FactTable.Fact(
        day: event.evaluatedOn, keys: ["crew": event.crewId?.text ?? ReadModels.none],
        values: ["scores": Int64(score.sum - before.sum), "answers": Int64(score.answers - before.answers)]),
      part: 0, origin, in: database)
  }

  static func request(_ event: ServiceRequested, _ origin: EventOrigin, in database: Database) throws {
    try database.run("INSERT INTO requests VALUES (?, ?)", event.requestId.text, ReadModels.none)
    try FactTable.service.keep(
      FactTable.Fact(day: event.requestedOn, values: ["requests": 1]), part: 0, origin, in: database)
  }

  /// From then on the request counts for that crew, on the day on which it came.
  static func assign(_ event: ServiceAssigned, _ origin: EventOrigin, in database: Database) throws {
    guard let crew = event.crewId?.text else { return }
    let before = try database.first(
      "SELECT crew FROM requests WHERE request_id = ?", event.requestId.text
    ) { $0.text(0) }
    guard let before, before != crew else { return }
    try database.run("UPDATE requests SET crew = ? WHERE request_id = ?", crew, event.requestId.text)
    let day = CompanyZone.day(at: event.occurredAt)
    try FactTable.service.keep(
      [
        FactTable.Fact(day: day, keys: ["crew": before], values: ["requests": -1]),
        FactTable.Fact(day: day, keys: ["crew": crew], values: ["requests": 1]),
      ], origin, in: database)
  }

  /// Without a target none is late.
  static func resolve(_ event: ServiceResolved, _ origin: EventOrigin, in database: Database) throws {
    let crew =
      try database.first("SELECT crew FROM requests WHERE request_id = ?", event.requestId.text) { $0.text(0) }
      ?? ReadModels.none
    let cost = try event.parts.reduce(event.labour) { try $0.adding($1.cost) }
    var facts = [
      FactTable.Fact(
        day: event.resolvedOn, keys: ["crew": crew],
        values: ["resolved": 1, "on_time": event.onTime == false ? 0 : 1])
    ]
    if !cost.isZero {
      facts.append(
        FactTable.Fact(
          day: event.resolvedOn, currency: cost.currency, keys: ["crew": crew], values: ["cost": cost.amount]))
      try OriginCopies.add(
        ["service_cost": cost.amount], of: event.customerId, on: event.resolvedOn, cost.currency, origin, in: database)
    }
    try FactTable.service.keep(facts, origin, in: database)
  }
}

/// Who spoke to how many customers, and how (B17).
enum ActivityCopies {
  static func log(_ event: ActivityLogged, _ origin: EventOrigin, in database: Database) throws {
    try FactTable.activities.keep(
      FactTable.Fact(
        day: CompanyZone.day(at: event.at),
        keys: ["salesperson": event.employeeId.text, "channel": event.channel.rawValue],
        values: ["activities": 1, event.channel.rawValue: 1]),
      part: 0, origin, in: database)
  }
}
