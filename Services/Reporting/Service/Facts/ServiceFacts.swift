import Contracts
import Kernel
import Messaging
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

extension FactTable {
  static let service = FactTable(
    name: "service", dimensions: ["crew"],
    values: ["installations", "problems", "scores", "answers", "requests", "resolved", "on_time", "cost"])
}

extension Feature {
  /// Installations and their evaluations, and requests for service (E6, E14). All events of a customer come in one
  /// stream, so these never wait.
  static let service = Feature(
    facts: .service, tables: [.copy("evaluations"), .copy("requests")],
    listens: [
      FactTable.service.keep(of: InstallationCompleted.self) { event in
        FactTable.Fact(
          day: event.completedOn, keys: ["crew": event.crewId?.text ?? ReadModels.none],
          values: ["installations": 1, "problems": Int64(event.problems.count)])
      },
      .on(InstallationEvaluated.self, copy: evaluate),
      .on(
        ServiceRequested.self,
        copy: { event, origin, database in
          try database.run("INSERT INTO requests VALUES (?, ?)", event.requestId.text, ReadModels.none)
          try FactTable.service.keep(
            FactTable.Fact(day: event.requestedOn, values: ["requests": 1]), origin, in: database)
        }),
      .on(ServiceAssigned.self, copy: assign), .on(ServiceResolved.self, copy: resolve),
    ])
}

extension Migration {
  static let service = Migration([
    FactTable.service.creation,
    Migration(
      """
      CREATE TABLE evaluations (
        installation_id TEXT PRIMARY KEY, sum INTEGER NOT NULL, answers INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE requests (request_id TEXT PRIMARY KEY, crew TEXT NOT NULL) STRICT, WITHOUT ROWID;
      """),
  ])
}

/// A later evaluation of the same installation takes the place of the earlier one.
@Sendable private func evaluate(
  _ event: InstallationEvaluated, _ origin: EventOrigin, in database: Database
) throws {
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
    origin, in: database)
}

/// From then on the request counts for that crew, on the day on which it came.
@Sendable private func assign(_ event: ServiceAssigned, _ origin: EventOrigin, in database: Database) throws {
  guard let crew = event.crewId?.text, let before = try crewOf(event.requestId, in: database), before != crew else {
    return
  }
  try database.run("UPDATE requests SET crew = ? WHERE request_id = ?", crew, event.requestId.text)
  let day = CompanyZone.day(at: event.occurredAt)
  try FactTable.service.keep(
    [
      FactTable.Fact(day: day, keys: ["crew": before], values: ["requests": -1]),
      FactTable.Fact(day: day, keys: ["crew": crew], values: ["requests": 1]),
    ], origin, in: database)
}

/// Without a target none is late.
@Sendable private func resolve(_ event: ServiceResolved, _ origin: EventOrigin, in database: Database) throws {
  let crew = try crewOf(event.requestId, in: database) ?? ReadModels.none
  let cost = try event.cost()
  var facts = [
    FactTable.Fact(
      day: event.resolvedOn, keys: ["crew": crew],
      values: ["resolved": 1, "on_time": event.onTime == false ? 0 : 1])
  ]
  if !cost.isZero {
    facts.append(
      FactTable.Fact(
        day: event.resolvedOn, currency: cost.currency, keys: ["crew": crew], values: ["cost": cost.amount]))
  }
  try FactTable.service.keep(facts, origin, in: database)
}

private func crewOf(_ request: ID<ServiceRequest>, in database: Database) throws -> String? {
  try database.first("SELECT crew FROM requests WHERE request_id = ?", request.text) { $0.text(0) }
}

extension ServiceResolved {
  /// Labour and parts.
  func cost() throws(MoneyError) -> Money {
    var cost = labour
    for part in parts { cost = try cost.adding(part.cost) }
    return cost
  }
}
