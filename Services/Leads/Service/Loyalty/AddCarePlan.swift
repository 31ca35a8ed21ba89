import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/care-plans` (B18).
struct AddCarePlan: Command {
  var name: String
  /// The kind of the customer's date that it follows, or `installation`.
  var dateKind: String
  var leadDays: Int?
  var tier: CustomerTier?
  var active: Bool?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<CarePlanView> {
    let body = request.body
    let event = try CarePlanState.plan(
      unit.newID(), name: body.name, dateKind: body.dateKind, leadDays: body.leadDays, tier: body.tier,
      active: body.active, policy, at: request.occurredAt(in: unit))
    try unit.record(event)
    return .created(
      CarePlanView(
        id: event.planId, name: event.name, dateKind: event.dateKind, leadDays: event.leadDays, tier: event.tier,
        active: event.active, version: 1), at: "/v1/care-plans/\(event.planId)")
  }
}

/// A plan of care as the API shows one.
struct CarePlanView: Codable, Sendable {
  var id: ID<CarePlan>
  var name: String
  var dateKind: String
  var leadDays: Int
  var tier: String?
  var active: Bool
  var version: Int
}

extension CarePlanView {
  init(_ plan: CarePlanState) {
    self.init(
      id: plan.id, name: plan.name, dateKind: plan.dateKind, leadDays: plan.leadDays, tier: plan.tier?.rawValue,
      active: plan.active, version: plan.version)
  }
}
