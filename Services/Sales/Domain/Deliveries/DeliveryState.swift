import Contracts
import Kernel

public enum DeliveryStage: String, Codable, CaseIterable, Hashable, Sendable {
  case noted, cancelled
}

/// Why a delivery note cannot do what it was asked for.
public enum DeliveryError: Error, Hashable, Sendable {
  case cancelled
}

/// A delivery note as its events made it (C9).
public struct DeliveryState: Codable, Hashable, Sendable {
  public var id: ID<DeliveryNote>
  public var number: String
  public var state: DeliveryStage
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var deliveredOn: BusinessDate
  public var warehouse: String
  public var lines: [DeliveryNoted.Line]
  public var amount: Money
  /// The tax that the amount contains, by rate.
  public var taxes: [TaxShare]
  /// Nothing of the order was left after it.
  public var complete: Bool
  public var cancelledOn: BusinessDate?
  public var reason: String?
  /// The ERP's shipment that it is.
  public var shipment: ERPShipmentReference?
  public var carrier: String?
  public var trackingNumber: String?

  public mutating func apply(_ event: DeliveryCancelled) {
    state = .cancelled
    cancelledOn = event.cancelledOn
    reason = event.reason
  }

  /// Takes the note back: its quantities are to be delivered again. Throws `InvalidField` for a blank reason, or
  /// `DeliveryError`.
  public func cancel(reason: String, at time: Instant) throws -> DeliveryCancelled {
    try TextRule.require(reason, at: "/reason")
    guard state == .noted else { throw DeliveryError.cancelled }
    return DeliveryCancelled(
      deliveryId: id, orderId: orderId, customerId: customerId, salespersonId: salespersonId, shop: shop, lines: lines,
      amount: amount, taxes: taxes, reason: reason, cancelledOn: CompanyZone.day(at: time), occurredAt: time)
  }
}

extension DeliveryState {
  public init(_ event: DeliveryNoted) {
    self.init(
      id: event.deliveryId, number: event.number, state: .noted, orderId: event.orderId, customerId: event.customerId,
      salespersonId: event.salespersonId, shop: event.shop, deliveredOn: event.deliveredOn, warehouse: event.warehouse,
      lines: event.lines, amount: event.amount, taxes: event.taxes, complete: event.isComplete, shipment: event.shipment
    )
  }
}
