import HTTP
import Kernel
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime
import Spreadsheet

/// A report that is made and sent again and again, in the name of whoever has asked for it.
struct ScheduledReport: Codable, Hashable, Sendable {
  enum Format: String, Codable, CaseIterable, Sendable {
    case csv, xlsx
  }

  /// Who gets it: addresses, or a webhook; one of them.
  struct Receivers: Codable, Hashable, Sendable {
    var mail: [String]?
    var webhook: ID<Webhook>?
  }

  var id: ID<ScheduledReport>
  var report: String
  /// As the report's route takes it.
  var query: [String: String]
  var schedule: ReportSchedule
  var format: Format
  var money: CSVForm.Amounts
  var language: String
  var to: Receivers
  var isPaused = false
  /// In whose name, and since when that was said: what his or her rights were then, unless they were taken away since.
  var owner: String
  var roles: [Role]
  var shop: String?
  var confirmedAt: Instant

  var caller: Caller { Caller(subject: owner, name: owner, roles: Set(roles), shop: shop) }

  /// A file as it is sent.
  struct File: Sendable {
    var name: String
    var title: String
    var mediaType: String
    var bytes: [UInt8]
    var scope: String
  }

  /// The report as it is due then. Throws the problem that its route would answer with.
  func file(due: Instant, at now: Instant, in database: Database) throws -> File {
    let language = Language(rawValue: language) ?? .chinese
    guard let shape = ReportShape.all.first(where: { $0.name.rawValue == report }) else {
      throw ReportName.refusal(of: report)
    }
    var query = query
    if query["from"] == nil, query["to"] == nil {
      let period = schedule.period(before: due)
      (query["from"], query["to"]) = (period.from.description, period.to.description)
    }
    let request = QueryRequest(
      caller: caller,
      http: HTTPRequest(
        path: ReportRoutes.path(of: shape),
        query: query.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) },
        headers: ["Accept-Language": language.rawValue]), scope: shape.scope, now: now)
    guard shape.entry(for: request, filters: [], in: language) != nil else {
      throw Problem(
        403, "forbidden", title: Localized(zh: "没有权限", en: "You may not do this"),
        detail: Localized(zh: "您不能读取报表 \(report)。", en: "The report '\(report)' is not for you."))
    }
    let answer = try shape.report(request, in: language, database)
    let title = shape.name.title[language]
    let (from, to) = (query["from"] ?? "", query["to"] ?? "")
    let name = "\(title)-\(from == to ? from : "\(from)-\(to)").\(format.rawValue)"
    switch format {
    case .csv:
      var form = CSVForm()
      form.money = money
      let csv = try answer.csv(form, below: answer.meta(form, titled: title))
      return File(name: name, title: title, mediaType: CSV.contentType, bytes: csv.bytes, scope: answer.head.scope)
    case .xlsx:
      let book = try answer.workbook(titled: title, in: language)
      return File(
        name: name, title: title, mediaType: Workbook.contentType, bytes: try book.bytes(), scope: answer.head.scope)
    }
  }
}

/// One time that a scheduled report was due.
struct ReportRun: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case pending, delivered, failed
  }

  var due: Instant
  /// How many came before it while nothing could be sent: they are left out.
  var missed: Int
  var state: State
  var tries: Int
  /// Why it has not been delivered yet, or never will be.
  var reason: String?
  var nextTry: Instant?
  var deliveredAt: Instant?
}

/// Scheduled reports and their runs. No rebuild empties these tables.
enum ScheduledReportStore {
  static let noun = Localized(zh: "定时报表", en: "scheduled report")
  /// So many runs of each are kept.
  static let runs = 100

  struct Stored: Sendable {
    var report: ScheduledReport
    var version: Int
    var nextAt: Instant

    init(_ row: borrowing Row) throws {
      report = try row.document()
      version = try row.int("version")
      nextAt = try row.instant("next_at")
    }
  }

  struct PendingRun: Sendable {
    let id: Int64
    let report: ID<ScheduledReport>
    let due: Instant
    let missed: Int
    let tries: Int

    init(_ row: borrowing Row) throws {
      id = try row.integer("id")
      report = ID(try row.text("report"))
      due = try row.instant("due")
      missed = try row.int("missed")
      tries = try row.int("tries")
    }
  }

  static func all(in database: Database) throws -> [Stored] {
    try database.all("SELECT * FROM scheduled_reports ORDER BY id", read: Stored.init)
  }

  static func find(_ id: ID<ScheduledReport>, in database: Database) throws -> Stored {
    try database.first("SELECT * FROM scheduled_reports WHERE id = ?", id, read: Stored.init).orNotFound(noun, id.text)
  }

  static func write(_ report: ScheduledReport, next: Instant, in database: Database) throws {
    try database.run(
      """
      INSERT INTO scheduled_reports VALUES (?, 1, ?, ?)
      ON CONFLICT DO UPDATE SET version = version + 1, document = excluded.document, next_at = excluded.next_at
      """, report.id, try Document.text(report), next)
  }

  static func delete(_ id: ID<ScheduledReport>, in database: Database) throws {
    try database.run("DELETE FROM report_runs WHERE report = ?", id)
    try database.run("DELETE FROM scheduled_reports WHERE id = ?", id)
  }

  static func runs(of id: ID<ScheduledReport>, limit: Int = runs, in database: Database) throws -> [ReportRun] {
    try database.all("SELECT * FROM report_runs WHERE report = ? ORDER BY id DESC LIMIT ?", id, limit) { row in
      ReportRun(
        due: try row.instant("due"), missed: try row.int("missed"), state: try row.choice("state"),
        tries: try row.int("tries"), reason: try row.optionalText("reason"),
        nextTry: try row.optionalInstant("next_try"), deliveredAt: try row.optionalInstant("delivered_at"))
    }
  }

  /// Notes what has come due, one run each, and gives the first that is to be tried now.
  static func begin(at now: Instant, in unit: borrowing UnitOfWork) throws -> PendingRun? {
    let database = unit.database
    for stored in try database.all("SELECT * FROM scheduled_reports WHERE next_at <= ?", now, read: Stored.init) {
      let schedule = stored.report.schedule
      let (due, missed) = schedule.last(from: stored.nextAt, upTo: now)
      try database.run(
        "UPDATE scheduled_reports SET next_at = ? WHERE id = ?", schedule.next(after: now), stored.report.id)
      guard !stored.report.isPaused else { continue }
      // A run that still waits is overtaken by this one.
      let overtaken = try database.run(
        """
        UPDATE report_runs SET state = 'failed', next_try = NULL, reason = coalesce(reason || '; ', '') || 'the next one was due'
        WHERE report = ? AND state = 'pending'
        """, stored.report.id)
      try database.run(
        "INSERT INTO report_runs (report, due, missed, state, tries, next_try) VALUES (?, ?, ?, 'pending', 0, ?)",
        stored.report.id, due, missed + overtaken, now)
      try database.run(
        """
        DELETE FROM report_runs WHERE report = ?1 AND id NOT IN (
          SELECT id FROM report_runs WHERE report = ?1 ORDER BY id DESC LIMIT ?2)
        """, stored.report.id, runs)
    }
    return try database.first(
      "SELECT * FROM report_runs WHERE state = 'pending' AND next_try <= ? ORDER BY next_try, id LIMIT 1", now,
      read: PendingRun.init)
  }

  static func finish(
    _ run: PendingRun, _ state: ReportRun.State, reason: String?, next: Instant?, at now: Instant, in database: Database
  ) throws {
    try database.run(
      """
      UPDATE report_runs SET state = ?, tries = tries + 1, reason = ?, next_try = ?, delivered_at = ?
      WHERE id = ? AND state = 'pending'
      """, state.rawValue, reason, next, state == .delivered ? now : nil, run.id)
  }
}

extension Migration {
  static let scheduledReports = Migration(
    """
    CREATE TABLE scheduled_reports (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL, next_at INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TABLE report_runs (
      id INTEGER PRIMARY KEY, report TEXT NOT NULL, due INTEGER NOT NULL, missed INTEGER NOT NULL, state TEXT NOT NULL,
      tries INTEGER NOT NULL, reason TEXT, next_try INTEGER, delivered_at INTEGER) STRICT;
    CREATE INDEX report_runs_report ON report_runs (report, id);
    CREATE INDEX report_runs_pending ON report_runs (next_try) WHERE state = 'pending';
    """)
}
