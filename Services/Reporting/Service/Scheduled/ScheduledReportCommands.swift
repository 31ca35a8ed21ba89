import Kernel
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

/// A scheduled report as it is told.
struct ScheduledReportView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case active, paused
    /// What its owner may do was changed since; she or he confirms it by an edit.
    case unconfirmed
  }

  var id: ID<ScheduledReport>
  var version: Int
  var report: String
  var query: [String: String]
  var every: ReportSchedule.Every
  var on: Int
  var at: String
  var format: ScheduledReport.Format
  var money: CSVForm.Amounts
  var language: String
  var to: ScheduledReport.Receivers
  var owner: String
  var state: State
  var nextAt: Instant
  /// The last one, where there was any.
  var lastRun: ReportRun?

  init(_ stored: ScheduledReportStore.Stored, in database: Database) throws {
    let of = stored.report
    id = of.id
    version = stored.version
    report = of.report
    query = of.query
    every = of.schedule.every
    on = of.schedule.on
    let (hours, minutes) = (of.schedule.minute / 60, of.schedule.minute % 60)
    at = "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    format = of.format
    money = of.money
    language = of.language
    to = of.to
    owner = of.owner
    nextAt = stored.nextAt
    state = of.isPaused ? .paused : try of.isConfirmed(in: database) ? .active : .unconfirmed
    lastRun = try ScheduledReportStore.runs(of: of.id, limit: 1, in: database).first
  }
}

extension ScheduledReport {
  /// Whether its owner may still do what he or she could when that was last said: nothing was revoked since.
  func isConfirmed(in database: Database) throws -> Bool {
    try RevokedAccess.notBefore(of: ID(owner), in: database).map { $0 <= confirmedAt } ?? true
  }

  /// Throws the problems of what a client has said, each with its field.
  func check(_ settings: PushSettings, at now: Instant, in database: Database) throws {
    var checks = FieldChecks()
    guard let shape = ReportShape.all.first(where: { $0.name.rawValue == report }) else {
      let names = ReportShape.all.map(\.name.rawValue).joined(separator: ", ")
      throw Problem.invalidField(
        "/report", "unknown", Localized(zh: "没有这个报表；可用：\(names)。", en: "There is no such report; use one of \(names)."))
    }
    let days = ReportSchedule.days(of: schedule.every)
    if !days.contains(schedule.on) {
      checks.refuse(
        "/on", "out-of-range",
        Localized(
          zh: "请写 \(days.lowerBound) 到 \(days.upperBound)。",
          en: "Write a number from \(days.lowerBound) to \(days.upperBound)."))
    }
    let names = ReportRoutes().filters(shape).map(\.name) + ["asOf"]
    for name in query.keys.sorted() where !names.contains(name) {
      checks.refuse(
        "/query/\(name)", "unknown",
        Localized(
          zh: "该报表不接受此参数；可用：\(names.joined(separator: ", "))。",
          en: "The report takes no such parameter; use \(names.joined(separator: ", "))."))
    }
    switch (to.mail, to.webhook) {
    case (let mail?, nil):
      if settings.mail == nil {
        checks.refuse(
          "/to/mail", "no-mail-server",
          Localized(zh: "未配置邮件服务器；请运维设置 JOINERY_MAIL_SERVER。", en: "No mail server is set: JOINERY_MAIL_SERVER."))
      }
      if !(1...20).contains(mail.count) {
        checks.refuse("/to/mail", "count", Localized(zh: "请写 1 到 20 个地址。", en: "Write 1 to 20 addresses."))
      }
      for (index, address) in mail.prefix(20).enumerated() where !Mail.isAddress(address) {
        checks.refuse(
          "/to/mail/\(index)", "malformed",
          Localized(zh: "不是邮件地址。", en: "This is no mail address: name@company.example."))
      }
    case (nil, let webhook?):
      if (try? WebhookStore.find(webhook, in: database)) == nil {
        checks.refuse("/to/webhook", "unknown", Localized(zh: "没有这个 webhook。", en: "There is no such webhook."))
      }
    default:
      checks.refuse(
        "/to", "one-of", Localized(zh: "请写 mail 或 webhook 其中之一。", en: "Write either mail or webhook."))
    }
    try checks.finish()
    do {
      // What a filter may say, and whether the report is for whoever asks, its own code knows.
      _ = try file(due: schedule.next(after: now), at: now, in: database)
    } catch let problem as Problem where problem.status == 422 {
      throw StrictDecoder.invalidFields(
        problem.errors.map { FieldError(pointer: "/query\($0.pointer)", code: $0.code, detail: $0.detail) })
    }
  }
}

/// `POST /v1/scheduled-reports`
struct AddScheduledReport: Command {
  var report: String
  var query: [String: String]?
  var every: ReportSchedule.Every
  /// The day of the week (1 is Monday) or of the month (1 to 28); the first without it.
  var on: Int?
  /// `08:00` by the company's clocks.
  var at: String
  var format: ScheduledReport.Format?
  var money: CSVForm.Amounts?
  /// `zh` or `en`.
  var language: String?
  var to: ScheduledReport.Receivers
  var occurredAt: Instant? { nil }

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ settings: PushSettings
  ) throws -> Answer<ScheduledReportView> {
    let body = request.body
    guard let minute = ReportSchedule.minute(body.at) else { throw Problem.noTime }
    guard try ScheduledReportStore.all(in: unit.database).count < 200 else {
      throw Problem(
        409, "too-many-reports", title: Localized(zh: "定时报表过多", en: "There are too many scheduled reports"),
        detail: Localized(zh: "最多 200 个；请先删除不用的。", en: "At most 200; delete one that is not used."))
    }
    let report = ScheduledReport(
      id: unit.newID(), report: body.report, query: body.query ?? [:],
      schedule: ReportSchedule(every: body.every, on: body.on ?? 1, minute: minute), format: body.format ?? .csv,
      money: body.money ?? .decimal, language: (body.language.flatMap(Language.init) ?? .chinese).rawValue, to: body.to,
      owner: request.caller.subject, roles: request.caller.roles.sorted { $0.rawValue < $1.rawValue },
      shop: request.caller.shop, confirmedAt: unit.now)
    try report.check(settings, at: unit.now, in: unit.database)
    try ScheduledReportStore.write(report, next: report.schedule.next(after: unit.now), in: unit.database)
    let view = try ScheduledReportView(
      ScheduledReportStore.find(report.id, in: unit.database), in: unit.database)
    return .created(view, at: "/v1/scheduled-reports/\(report.id)")
  }
}

/// `PATCH /v1/scheduled-reports/{id}`: from then on it runs in the name of whoever has changed it.
struct EditScheduledReport: Command {
  var query: [String: String]?
  var every: ReportSchedule.Every?
  var on: Int?
  var at: String?
  var format: ScheduledReport.Format?
  var money: CSVForm.Amounts?
  var language: String?
  var to: ScheduledReport.Receivers?
  var paused: Bool?
  var occurredAt: Instant? { nil }

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ settings: PushSettings
  ) throws -> Answer<ScheduledReportView> {
    let (body, database) = (request.body, unit.database)
    let stored = try ScheduledReportStore.find(request.id(), in: database)
    try request.requireMatch(version: stored.version)
    var report = stored.report
    report.query = body.query ?? report.query
    report.schedule.every = body.every ?? report.schedule.every
    report.schedule.on = body.on ?? (body.every == nil ? report.schedule.on : 1)
    if let at = body.at {
      guard let minute = ReportSchedule.minute(at) else { throw Problem.noTime }
      report.schedule.minute = minute
    }
    report.format = body.format ?? report.format
    report.money = body.money ?? report.money
    report.language = body.language.flatMap(Language.init)?.rawValue ?? report.language
    report.to = body.to ?? report.to
    report.isPaused = body.paused ?? report.isPaused
    (report.owner, report.shop) = (request.caller.subject, request.caller.shop)
    report.roles = request.caller.roles.sorted { $0.rawValue < $1.rawValue }
    report.confirmedAt = unit.now
    try report.check(settings, at: unit.now, in: database)
    try ScheduledReportStore.write(report, next: report.schedule.next(after: unit.now), in: database)
    let now = try ScheduledReportStore.find(report.id, in: database)
    return Answer(try ScheduledReportView(now, in: database), version: now.version)
  }
}

extension Problem {
  fileprivate static let noTime = invalidField(
    "/at", "malformed", Localized(zh: "请写时刻，例如 08:00。", en: "Write a time of the day, such as 08:00."))
}
