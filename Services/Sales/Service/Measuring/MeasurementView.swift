import Contracts
import Kernel
import SalesDomain

/// What a designer found on site, as people and programs see it (C18, C19).
struct MeasurementView: Codable, Sendable {
  var id: ID<Measurement>
  var customerId: ID<Customer>
  var orderId: ID<Order>?
  var designerId: ID<Employee>
  /// 1 for the customer's first visit, one more with each (C21).
  var visit: Int
  var confirmed: Bool
  var changed: [SiteMeasured.Change]
  var appliances: [SiteMeasured.Appliance]
  var constraints: String?
  var measuredOn: BusinessDate

  init(_ state: MeasurementState) {
    (id, customerId, orderId, designerId) = (state.id, state.customerId, state.orderId, state.designerId)
    (visit, confirmed, changed, appliances) = (state.visit, state.confirmed, state.changed, state.appliances)
    (constraints, measuredOn) = (state.constraints, state.measuredOn)
  }
}
