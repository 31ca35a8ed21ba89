import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// Months, and which of them take no entries any more (H9).
enum Periods {
  enum State: String, Codable, CaseIterable, Sendable {
    case open, closed
  }

  struct View: Codable, Sendable {
    var month: String
    var state: State
    /// How many entries the month has.
    var entries: Int
    var closedOn: BusinessDate?
    var closedBy: ID<Employee>?
    var reopenedOn: BusinessDate?
    var reopenedBy: ID<Employee>?
    var reason: String?
  }

  /// `POST /v1/periods/{month}/close`.
  struct Close: Command {
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      var month = try Periods.state(request.parameter("month"), in: unit.database)
      let occurredAt = request.occurredAt(in: unit)
      let event = try month.close(
        by: ID(request.caller.subject), on: CompanyZone.day(at: occurredAt), at: occurredAt)
      try unit.record(event)
      month.apply(event)
      return Answer(View(month))
    }
  }

  /// `POST /v1/periods/{month}/reopen`.
  struct Reopen: Command {
    var reason: String
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      var month = try Periods.state(request.parameter("month"), in: unit.database)
      let occurredAt = request.occurredAt(in: unit)
      let event = try month.reopen(
        by: ID(request.caller.subject), because: request.body.reason, on: CompanyZone.day(at: occurredAt),
        at: occurredAt)
      try unit.record(event)
      month.apply(event)
      return Answer(View(month))
    }
  }

  static func list(after month: String, limit: Int, in database: Database) throws -> [View] {
    try database.all("SELECT \(columns) FROM periods WHERE month > ? ORDER BY month LIMIT ?", month, limit, read: read)
      .map(View.init)
  }

  private static let columns = "month, closed, entries, closed_on, closed_by, reopened_on, reopened_by, reason"

  /// The month that a path names. Throws 404 for what is none.
  static func state(_ text: String, in database: Database) throws -> MonthState {
    guard let first = BusinessDate("\(text)-01") else {
      throw Problem.notFound(Localized(zh: "月份", en: "month"), text)
    }
    return try database.first("SELECT \(columns) FROM periods WHERE month = ?", first.month, read: read)
      ?? MonthState(month: first.month)
  }

  private static func read(_ row: borrowing Row) throws -> MonthState {
    func turn(_ day: BusinessDate?, _ person: ID<Employee>?) -> MonthState.Turn? {
      day.flatMap { day in person.map { MonthState.Turn(on: day, by: $0) } }
    }
    return MonthState(
      month: try row.text("month"), isClosed: try row.bool("closed"), entries: try row.int("entries"),
      closed: turn(try row.optionalDate("closed_on"), try row.optionalID("closed_by")),
      reopened: turn(try row.optionalDate("reopened_on"), try row.optionalID("reopened_by")),
      reason: try row.optionalText("reason"))
  }

  // MARK: Own events

  static func close(_ event: PeriodClosed, to database: Database) throws {
    try database.run(
      """
      INSERT INTO periods (month, closed, entries, closed_on, closed_by) VALUES (?, 1, 0, ?, ?)
      ON CONFLICT DO UPDATE SET closed = 1, closed_on = excluded.closed_on, closed_by = excluded.closed_by
      """, event.month, event.on, event.closedBy)
  }

  static func reopen(_ event: PeriodReopened, to database: Database) throws {
    try database.run(
      "UPDATE periods SET closed = 0, reopened_on = ?, reopened_by = ?, reason = ? WHERE month = ?", event.on,
      event.reopenedBy, event.reason, event.month)
  }
}

extension Periods.View {
  init(_ month: MonthState) {
    self.init(
      month: month.month, state: month.isClosed ? .closed : .open, entries: month.entries, closedOn: month.closed?.on,
      closedBy: month.closed?.by, reopenedOn: month.reopened?.on, reopenedBy: month.reopened?.by, reason: month.reason)
  }
}
