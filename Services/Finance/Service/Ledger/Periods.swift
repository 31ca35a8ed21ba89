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
  }

  /// `POST /v1/periods/{month}/reopen`.
  struct Reopen: Command {
    var reason: String
    var occurredAt: Instant?
  }

  // MARK: What postings ask

  static func isClosed(_ month: String, in database: Database) throws -> Bool {
    try database.first("SELECT closed FROM periods WHERE month = ?", month) { $0.bool(0) } ?? false
  }

  /// The first day from this one on whose month takes entries: where what cannot be refused is posted.
  static func firstOpen(from day: BusinessDate, in database: Database) throws -> BusinessDate {
    var day = day
    while try isClosed(day.month, in: database) {
      let (year, month, _) = day.parts
      guard let first = BusinessDate(year: year, month: month, day: 1) else { return day }
      day = first.adding(months: 1)
    }
    return day
  }

  /// Refuses a document that a person dates in a closed month (`rules.md`, Allocation).
  static func requireOpen(_ day: BusinessDate, _ field: String, in database: Database) throws {
    guard try isClosed(day.month, in: database) else { return }
    throw FinanceError.periodClosed(
      field: field, month: day.month, firstOpen: try firstOpen(from: day, in: database))
  }

  /// The day of something of a closed month that an entry corrects; nil where its month is open.
  static func reference(to day: BusinessDate, in database: Database) throws -> BusinessDate? {
    try isClosed(day.month, in: database) ? day : nil
  }

  // MARK: Queries and commands

  static func list(after month: String, limit: Int, in database: Database) throws -> [View] {
    try database.all("SELECT \(columns) FROM periods WHERE month > ? ORDER BY month LIMIT ?", month, limit, read: read)
  }

  private static let columns = "month, closed, entries, closed_on, closed_by, reopened_on, reopened_by, reason"

  private static func view(_ month: String, in database: Database) throws -> View {
    try database.first("SELECT \(columns) FROM periods WHERE month = ?", month, read: read)
      ?? View(month: month, state: .open, entries: 0)
  }

  private static func read(_ row: borrowing Row) throws -> View {
    View(
      month: row.text(0), state: row.bool(1) ? .closed : .open, entries: row.int(2),
      closedOn: try row.optionalText(3).map(Items.day), closedBy: row.optionalText(4).map { ID($0) },
      reopenedOn: try row.optionalText(5).map(Items.day), reopenedBy: row.optionalText(6).map { ID($0) },
      reason: row.optionalText(7))
  }

  static func close(_ request: CommandRequest<Close>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let month = try month(of: request.parameter("month"))
    guard try !isClosed(month, in: unit.database) else { throw FinanceError.periodAlready(closed: true) }
    let occurredAt = request.occurredAt(in: unit)
    try unit.record(
      PeriodClosed(
        month: month, on: CompanyZone.day(at: occurredAt), closedBy: ID(request.caller.subject),
        occurredAt: occurredAt))
    return Answer(try view(month, in: unit.database))
  }

  static func reopen(_ request: CommandRequest<Reopen>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let month = try month(of: request.parameter("month"))
    var checks = FieldChecks()
    checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
    try checks.finish()
    guard try isClosed(month, in: unit.database) else { throw FinanceError.periodAlready(closed: false) }
    let occurredAt = request.occurredAt(in: unit)
    try unit.record(
      PeriodReopened(
        month: month, on: CompanyZone.day(at: occurredAt), reopenedBy: ID(request.caller.subject),
        reason: request.body.reason, occurredAt: occurredAt))
    return Answer(try view(month, in: unit.database))
  }

  private static func month(of text: String) throws -> String {
    guard let first = BusinessDate("\(text)-01") else {
      throw Problem.notFound(Localized(zh: "月份", en: "month"), text)
    }
    return first.month
  }
}

/// Writes what an event says about months.
func applyPeriods(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as PeriodClosed:
    try database.run(
      """
      INSERT INTO periods (month, closed, entries, closed_on, closed_by) VALUES (?, 1, 0, ?, ?)
      ON CONFLICT DO UPDATE SET closed = 1, closed_on = excluded.closed_on, closed_by = excluded.closed_by
      """, event.month, event.on.description, event.closedBy.text)
  case let event as PeriodReopened:
    try database.run(
      "UPDATE periods SET closed = 0, reopened_on = ?, reopened_by = ?, reason = ? WHERE month = ?",
      event.on.description, event.reopenedBy.text, event.reason, event.month)
  default: break
  }
}
