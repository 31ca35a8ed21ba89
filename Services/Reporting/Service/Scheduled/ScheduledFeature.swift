import Kernel
import Persistence
import ServiceRuntime

extension Feature {
  /// Reports by mail or webhook, again and again (`Services/Reporting/README.md#scheduled-reports`).
  static func scheduledReports(_ settings: PushSettings) -> Feature {
    let sender = ReportSender(settings)
    var feature = Feature(
      tables: [.unverified("scheduled_reports"), .unverified("report_runs")],
      routes: { ScheduledReportRoutes(settings: settings).routes })
    if settings.isOn { feature.beside = { store, log in await sender.run(store, log) } }
    feature.metrics = { metrics in
      metrics.counter(
        "joinery_scheduled_reports_total", "Tries to send a scheduled report, by what came of it.", labels: ["result"]
      ) {
        let counts = sender.counts.get()
        return ["delivered", "retried", "failed"].map { ([$0], Double(counts[$0] ?? 0)) }
      }
    }
    return feature
  }
}

/// `/v1/scheduled-reports`
struct ScheduledReportRoutes: Sendable {
  let settings: PushSettings

  /// Whoever sends figures out of the company.
  private static let roles: Set<Role> = [.manager, .finance, .operations]
  private static let resource = Resource("scheduled-reports", scope: .company, readers: roles, writers: roles)

  @Routes var routes: [Route] {
    let (resource, settings) = (Self.resource, settings)
    resource.list(
      Localized(zh: "定时报表及上次结果", en: "Scheduled reports, and what came of the last"), of: ScheduledReportView.self,
      by: \.id.text
    ) { _, page, database in
      try ScheduledReportStore.all(in: database).filter { $0.report.id.text > page.after }.prefix(page.rows).map {
        try ScheduledReportView($0, in: database)
      }
    }
    resource.item(Localized(zh: "一个定时报表", en: "A scheduled report")) { query, database in
      let stored = try ScheduledReportStore.find(query.id(), in: database)
      return Answer(try ScheduledReportView(stored, in: database), version: stored.version)
    }
    resource.item(Localized(zh: "每次发送的结果", en: "What came of each time it was due"), under: "/runs") {
      query, database in
      let id = try ScheduledReportStore.find(query.id(), in: database).report.id
      return Answer(Page(all: try ScheduledReportStore.runs(of: id, in: database)))
    }
    resource.add(Localized(zh: "登记定时报表", en: "Have a report sent again and again")) {
      (request: CommandRequest<AddScheduledReport>, unit) in try AddScheduledReport.run(request, unit, settings)
    }
    resource.edit(Localized(zh: "修改、暂停或确认定时报表", en: "Change, pause or confirm it; from then on it is yours")) {
      (request: CommandRequest<EditScheduledReport>, unit) in try EditScheduledReport.run(request, unit, settings)
    }
    Route.command(
      "DELETE", "/v1/scheduled-reports/{id}", Localized(zh: "删除定时报表", en: "Delete a scheduled report"),
      tag: "scheduled-reports", roles: Self.roles, scope: .company, answers: 204
    ) { (request: CommandRequest<NoContent>, unit) in
      let id = try ScheduledReportStore.find(request.id(), in: unit.database).report.id
      try ScheduledReportStore.delete(id, in: unit.database)
      return Answer(Nothing(), status: 204)
    }
  }
}
