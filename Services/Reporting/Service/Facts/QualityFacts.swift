import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension FactTable {
  static let quality = FactTable(
    name: "quality", dimensions: ["cause", "crew"],
    values: ["problems", "installations", "first_right", "closed", "cost"])
}

extension Feature {
  /// Where problems of installations came from, and what they cost (E7, I8). All events of a customer come in one
  /// stream, so these never wait.
  static let quality = Feature(
    facts: .quality, tables: [.copy("problems")],
    listens: [.on(InstallationCompleted.self, copy: complete), .on(ProblemClosed.self, copy: close)])

}

extension Migration {
  static let quality = Migration([
    FactTable.quality.creation,
    Migration(
      """
      CREATE TABLE problems (
        problem_id TEXT PRIMARY KEY, cause TEXT NOT NULL, crew TEXT NOT NULL, found_on TEXT NOT NULL)
        STRICT, WITHOUT ROWID;
      """),
  ])
}

@Sendable private func complete(
  _ event: InstallationCompleted, _ origin: EventOrigin, in database: Database
) throws {
  let crew = event.crewId?.text ?? ReadModels.none
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
@Sendable private func close(_ event: ProblemClosed, _ origin: EventOrigin, in database: Database) throws {
  let found = try database.first(
    "SELECT cause, crew FROM problems WHERE problem_id = ?", event.problemId.text
  ) { (cause: $0.text(0), crew: $0.text(1)) }
  let crew = found?.crew ?? ReadModels.none
  let cause = event.cause.rawValue
  func fact(_ cause: String, _ values: [String: Int64], _ currency: Currency = .cny) -> FactTable.Fact {
    FactTable.Fact(day: event.closedOn, currency: currency, keys: ["cause": cause, "crew": crew], values: values)
  }
  var facts = [fact(cause, ["closed": 1])]
  if let before = found?.cause, before != cause {
    facts += [fact(before, ["problems": -1]), fact(cause, ["problems": 1])]
    try database.run("UPDATE problems SET cause = ? WHERE problem_id = ?", cause, event.problemId.text)
  }
  if !event.cost.isZero { facts.append(fact(cause, ["cost": event.cost.amount], event.cost.currency)) }
  try FactTable.quality.keep(facts, origin, in: database)
}
