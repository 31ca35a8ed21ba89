import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// What is due and overdue, raised once for each due date and level (D4, H8).
enum Dunning {
  // MARK: Own events

  static func raise(_ event: ReceivableDue, to database: Database) throws {
    try raise(event.receivableId, event.dueOn, 0, on: event.raisedOn, to: database)
  }

  static func raise(_ event: ReceivableOverdue, to database: Database) throws {
    try raise(event.receivableId, event.dueOn, event.level, on: event.raisedOn, to: database)
  }

  private static func raise(
    _ receivable: ID<Receivable>, _ dueOn: BusinessDate, _ level: Int, on day: BusinessDate, to database: Database
  ) throws {
    try database.run("INSERT OR IGNORE INTO dunned VALUES (?, ?, ?, ?)", receivable, dueOn, level, day)
  }

  static func set(_ event: DunningLevelsSet, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO dunning_levels VALUES (1, ?)", event.days.map(String.init).joined(separator: ","))
  }

  static func levels(in database: Database) throws -> DunningLevels {
    try database.first("SELECT days FROM dunning_levels") {
      guard let levels = DunningLevels(try $0.text("days").split(separator: ",").compactMap { Int($0) }) else {
        throw $0.corrupt("days")
      }
      return levels
    } ?? .standard
  }

  // MARK: The daily rule

  /// Raises what has become due and the highest level that each overdue instalment has reached; a second run for the
  /// same day finds nothing left. What is paid is not raised: its cause has gone.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let levels = try levels(in: unit.database)
    for item in try Reminders.open(asOf: day, dueUpTo: day, in: .all(on: day), unit.database) {
      guard let stage = levels.stage(due: item.dueOn, on: day), try lastLevel(of: item, in: unit.database) < stage
      else { continue }
      let label = try Receivables.label(of: item.id, asOf: day, in: unit.database)
      try unit.record(item.raise(stage, label: label, on: day, at: unit.now))
    }
  }

  /// The highest level raised for its present due date; -1 before anything was.
  private static func lastLevel(of item: DueItem, in database: Database) throws -> Int {
    try database.first(
      "SELECT coalesce(max(level), -1) FROM dunned WHERE receivable = ? AND due_on = ?", item.id, item.dueOn
    ) { $0.int(0) } ?? -1
  }

  // MARK: Commands

  /// `PUT /v1/dunning-levels`.
  struct SetLevels: Command {
    var days: [Int]
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      let event = try DunningLevels.set(request.body.days, at: request.occurredAt(in: unit))
      try unit.record(event)
      return Answer(View(days: event.days))
    }
  }

  struct View: Codable, Sendable {
    /// Days after the due date, the first level first.
    var days: [Int]
  }
}
