import Messaging
import ServiceRuntime

/// Reports, customer cards and the dashboard, made of the other services' events (`architecture.md`).
public enum ReportingService {
  /// All that makes the service. `pages` is the folder of the JavaScript packages that the dashboard uses.
  public static func definition(pages: String = "/usr/share/javascript") -> ServiceDefinition {
    var definition = ServiceDefinition(
      name: "reporting", title: Localized(zh: "报表与看板", en: "Reports and dashboard"), source: nil, port: 8105,
      schema: ReadModels.schema, copies: ReadModels.tables, apply: { _, _ in }, subscriptions: .reporting,
      routes: ReportRoutes.all + CustomerRoutes.all + DashboardRoutes.all(pages: pages) + [LiveRoute.route])
    // A thousand events change some thousand pages, in the middle of many tables and of a file of a gigabyte.
    definition.tune = { options in
      options.cachePages = 8_192
      options.checkpointPages = 8_000
    }
    return definition
  }
}
