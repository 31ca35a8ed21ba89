import Contracts
import ServiceRuntime

/// The service that owns installations and their archive, evaluations, service requests, crews, outlets, maintenance.
public enum AfterSalesService {
  public static func definition() -> ServiceDefinition {
    var definition = ServiceDefinition(
      name: "after-sales", title: Localized(zh: "Joinery 售后服务", en: "Joinery after-sales"), source: .aftersales,
      port: 8104, schema: AfterSalesSchema.schema, copies: AfterSalesSchema.copies, apply: Apply.apply,
      subscriptions: AfterSalesSubscriptions.all, routes: AfterSalesRoutes.routes)
    definition.sweep = { day, unit in try Maintenance.sweep(day, in: unit) }
    return definition
  }
}
