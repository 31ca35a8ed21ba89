import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// The service that owns the customer master: employees and shops, customers, leads, activities.
public enum LeadsService {
  public static func definition(_ policy: LeadsPolicy = LeadsPolicy()) -> ServiceDefinition {
    var definition = ServiceDefinition(
      name: "leads", title: Localized(zh: "线索与客户", en: "Leads and customers"), source: .leads, port: 8101,
      schema: LeadsSchema.schema, copies: LeadsSchema.copies, apply: apply,
      subscriptions: LeadsSubscriptions.all(policy),
      routes: LeadsRoutes(policy: policy).all)
    definition.sweep = { day, unit in try sweep(day, policy: policy, in: unit) }
    return definition
  }
}

/// The daily rules of leads; doing them again for the same day changes nothing.
func sweep(_ day: BusinessDate, policy: LeadsPolicy, in unit: borrowing UnitOfWork) throws {
  try Reminders.sweep(day, policy: policy, in: unit)
  try sweepReviews(day, in: unit)
  try Segments.sweep(day, in: unit)
  try Tiers.sweep(day, in: unit)
  try Care.sweep(day, in: unit)
  try Points.sweep(day, in: unit)
}
