import Contracts
import Kernel
import SalesDomain

/// A delivery note as people and programs see it.
struct DeliveryView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case noted, cancelled
  }

  var id: ID<DeliveryNote>
  var number: String
  var state: State
  var orderId: ID<Order>
  var customerId: ID<Customer>
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var deliveredOn: BusinessDate
  var warehouse: String
  var lines: [DeliveryNoted.Line]
  var amount: Money
  /// The tax that the amount contains, by rate.
  var taxes: [TaxShare]
  /// Nothing of the order was left after it.
  var complete: Bool
  var cancelledOn: BusinessDate?
  var reason: String?
  /// The ERP's shipment that it is; nil where people here wrote it.
  var shipment: ERPShipmentReference?
  var carrier: String?
  var trackingNumber: String?

  init(_ note: DeliveryState) {
    state =
      switch note.state {
      case .noted: .noted
      case .cancelled: .cancelled
      }
    (id, number, orderId, customerId) = (note.id, note.number, note.orderId, note.customerId)
    (salespersonId, shop, deliveredOn, warehouse) = (note.salespersonId, note.shop, note.deliveredOn, note.warehouse)
    (lines, amount, taxes, complete) = (note.lines, note.amount, note.taxes, note.complete)
    (cancelledOn, reason) = (note.cancelledOn, note.reason)
    (shipment, carrier, trackingNumber) = (note.shipment, note.carrier, note.trackingNumber)
  }
}
