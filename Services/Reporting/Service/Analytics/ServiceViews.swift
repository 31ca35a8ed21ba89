import Contracts

extension AnalyticsView {
  static let ofService = [installations, evaluations, requests, service]

  private static let installations = AnalyticsView(
    "installations", zh: "每行一次安装，按最后所述", en: "An installation as it now is", isKeyed: true,
    [
      (.installation, "j.job_id"), (.customer, "j.customer_id"), (.order, "j.order_id"), (.crew, "j.crew"),
      (
        .state,
        """
        CASE WHEN t.completed_on IS NOT NULL THEN 'completed' WHEN t.cancelled_on IS NOT NULL THEN 'cancelled'
          WHEN t.scheduled_on IS NOT NULL THEN 'scheduled' ELSE 'planned' END
        """
      ),
      (.deliveredOn, "t.delivered_on"), (.scheduledOn, "t.scheduled_on"), (.completedOn, "t.completed_on"),
      (.cancelledOn, "t.cancelled_on"), (.problems, "t.problems"),
    ],
    from: """
      jobs j JOIN (
        SELECT e.subject, \(last("day", of: InstallationPlanned.self)) AS delivered_on,
          \(last("until", of: InstallationScheduled.self)) AS scheduled_on,
          \(last("day", of: InstallationCompleted.self)) AS completed_on,
          \(last("day", of: InstallationCancelled.self)) AS cancelled_on,
          CAST(\(last("count", of: InstallationCompleted.self)) AS INTEGER) AS problems
        FROM \(events(
          InstallationPlanned.self, InstallationScheduled.self, InstallationCompleted.self, InstallationCancelled.self))
        GROUP BY e.subject) t ON t.subject = j.job_id
      """)

  /// A later evaluation takes the place of the earlier one.
  private static let evaluations = AnalyticsView(
    "evaluations", zh: "每行一次安装的最后评价", en: "The last evaluation of an installation", isKeyed: true,
    [
      (.installation, "v.installation_id"), (.customer, "max(e.customer_id)"),
      (.crew, last("to", of: InstallationEvaluated.self)), (.evaluatedOn, last("day", of: InstallationEvaluated.self)),
      (.scores, "max(v.sum)"), (.answers, "max(v.answers)"),
      (.score, "round(max(v.sum) * 1.0 / nullif(max(v.answers), 0), 2)"),
    ],
    from: """
      evaluations v JOIN customer_events e ON e.subject = v.installation_id AND e.type = '\(InstallationEvaluated.type)'
      GROUP BY v.installation_id
      """)

  private static let requests = AnalyticsView(
    "service_requests", zh: "每行一个服务请求，按最后所述", en: "A request for service as it now is", isKeyed: true,
    [
      (.request, "j.job_id"), (.number, "t.number"), (.customer, "j.customer_id"), (.kind, "t.kind"),
      (.crew, "j.crew"), (.employee, "j.employee"), (.outlet, "j.outlet"),
      (
        .state,
        """
        CASE WHEN t.confirmed_on IS NOT NULL THEN 'confirmed' WHEN t.resolved_on IS NOT NULL THEN 'resolved'
          WHEN coalesce(j.crew, j.employee, j.outlet) IS NOT NULL THEN 'assigned' ELSE 'requested' END
        """
      ),
      (.requestedOn, "t.requested_on"), (.resolvedOn, "t.resolved_on"), (.confirmedOn, "t.confirmed_on"),
      (.decision, "t.decision"),
    ],
    from: """
      jobs j JOIN (
        SELECT e.subject, \(last("number", of: ServiceRequested.self)) AS number,
          \(last("label", of: ServiceRequested.self)) AS kind, \(last("day", of: ServiceRequested.self)) AS requested_on,
          \(last("day", of: ServiceResolved.self)) AS resolved_on, \(last("label", of: ServiceResolved.self)) AS decision,
          \(last("day", of: ServiceConfirmed.self)) AS confirmed_on
        FROM \(events(ServiceRequested.self, ServiceResolved.self, ServiceConfirmed.self))
        GROUP BY e.subject) t ON t.subject = j.job_id
      """)

  private static let service = AnalyticsView(
    "service", zh: "每行一次安装与服务数字的变动", en: "A change of the figures of installations and service",
    [
      (.day, "f.day"), (.job, "e.subject"), (.customer, "e.customer_id"), (.crew, code("f.crew")),
      (.installations, "f.installations"), (.problems, "f.problems"), (.scores, "f.scores"),
      (.answers, "f.answers"), (.requests, "f.requests"), (.resolved, "f.resolved"), (.onTime, "f.on_time"),
      (.currency, "f.currency"), (.cost, "f.cost"),
    ] + origin("f"), from: facts("service_facts"))
}
