import Contracts
import Kernel

/// A plan of regular maintenance (E13).
public struct MaintenancePlanState: Codable, Hashable, Sendable {
  static let months = 1...600

  public let code: ID<MaintenancePlan>
  public let name: String
  /// Nil: for all components without a plan of their own.
  public let component: String?
  public let months: Int
  public let active: Bool

  public init(_ event: MaintenancePlanChanged) {
    (code, name, component, months) = (event.code, event.name, event.component, event.months)
    active = event.active
  }

  /// What is left out stays.
  public func edit(_ command: EditMaintenancePlan) throws(InvalidFields) -> MaintenancePlanChanged {
    try Self.checked(
      MaintenancePlanChanged(
        code: code, name: command.name ?? name, component: command.component.applied(to: component),
        months: command.months ?? months, active: command.active ?? active))
  }

  fileprivate static func checked(_ event: MaintenancePlanChanged) throws(InvalidFields) -> MaintenancePlanChanged {
    var fields = InvalidFields()
    fields.text("/name", event.name)
    if let component = event.component { fields.text("/component", component) }
    if !months.contains(event.months) { fields.refuse("/months", .outOfRange(months)) }
    try fields.check()
    return event
  }
}

/// `POST /v1/maintenance-plans`.
public struct AddMaintenancePlan: Decodable, Sendable {
  /// Made up without it.
  public var code: ID<MaintenancePlan>?
  /// The component's without it.
  var name: String?
  var component: String?
  /// Those of the yearly maintenance without it.
  var months: Int?
  var active: Bool?
  public var occurredAt: Instant?

  public func event(
    as code: ID<MaintenancePlan>, by policy: AfterSalesPolicy
  ) throws(InvalidFields) -> MaintenancePlanChanged {
    try MaintenancePlanState.checked(
      MaintenancePlanChanged(
        code: code, name: name ?? component ?? code.text, component: component,
        months: months ?? policy.maintenanceMonths, active: active ?? true))
  }
}

/// `PATCH /v1/maintenance-plans/{code}`: what is left out stays; without a component it is for all that have no plan.
public struct EditMaintenancePlan: Decodable, Sendable {
  var name: String?
  var component: Patch<String> = .absent
  var months: Int?
  var active: Bool?
  public var occurredAt: Instant?
}
