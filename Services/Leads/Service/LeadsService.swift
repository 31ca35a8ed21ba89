import Contracts
import ServiceRuntime

/// The service that owns the customer master: employees and shops, customers, leads, activities.
public enum LeadsService {
  public static func definition(_ policy: LeadsPolicy = LeadsPolicy()) -> ServiceDefinition {
    ServiceDefinition(
      name: "leads", title: Localized(zh: "线索与客户", en: "Leads and customers"), source: .leads, port: 8101,
      schema: LeadsSchema.schema, copies: [], apply: apply, subscriptions: LeadsSubscriptions.all,
      routes: LeadsRoutes(policy: policy).all)
  }
}
