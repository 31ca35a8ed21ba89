import Contracts
import Kernel

/// What a designer found on site (C18, C19).
public struct MeasurementState: Codable, Hashable, Sendable {
  public var id: ID<Measurement>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  public var designerId: ID<Employee>
  /// 1 for the customer's first visit, one more with each (C21).
  public var visit: Int
  public var confirmed: Bool
  public var changed: [SiteMeasured.Change]
  public var appliances: [SiteMeasured.Appliance]
  public var constraints: String?
  public var measuredOn: BusinessDate
}

extension MeasurementState {
  public init(_ event: SiteMeasured, visit: Int) {
    self.init(
      id: event.measurementId, customerId: event.customerId, orderId: event.orderId, designerId: event.designerId,
      visit: visit, confirmed: event.confirmed, changed: event.changed, appliances: event.appliances,
      constraints: event.constraints, measuredOn: event.measuredOn)
  }
}

extension SiteMeasured {
  /// Refuses blank or overlong texts and sizes that are not above zero; pointers as in the command that measures.
  public func check() throws(InvalidField) {
    for (index, change) in changed.enumerated() {
      try TextRule.require(change.field, at: "/changed/\(index)/field")
      try TextRule.check(change.from, at: "/changed/\(index)/from")
      try TextRule.check(change.to, at: "/changed/\(index)/to")
    }
    for (index, appliance) in appliances.enumerated() {
      try TextRule.require(appliance.kind, at: "/appliances/\(index)/kind")
      for (name, size) in [
        ("widthMm", appliance.widthMm), ("heightMm", appliance.heightMm), ("depthMm", appliance.depthMm),
      ] where size <= 0 {
        throw InvalidField("/appliances/\(index)/\(name)", .notPositive)
      }
    }
    try TextRule.check(constraints, at: "/constraints")
  }
}
