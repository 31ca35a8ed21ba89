import Kernel

/// Goods left the warehouse for an order, all of it or a part (C9).
public struct DeliveryNoted: DomainEvent {
  /// What the note says of one line of the order.
  public struct Line: Codable, Hashable, Sendable {
    public var lineId: ID<OrderLine>
    public var description: String
    /// How much of it was delivered, in the line's unit.
    public var quantity: Quantity
    /// Its share of the line's amount: all deliveries of a line add up to the line to the fen.
    public var amount: Money
  }

  public static let type = "joinery.sales.delivery.noted.v1"

  public var deliveryId: ID<DeliveryNote>
  public var number: String
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  /// The business day of the delivery.
  public var deliveredOn: BusinessDate
  /// Code or name of the warehouse that it came from.
  public var warehouse: String
  /// What was delivered.
  public var lines: [Line]
  /// What was delivered, tax included: the sum of the lines.
  public var amount: Money
  /// Tax contained in the amount, by rate.
  public var taxes: [TaxShare]
  /// Nothing of the order is left to deliver.
  public var isComplete: Bool
  /// The ERP's shipment that it is; absent where people here wrote it.
  public var shipment: ERPShipmentReference? = nil
  public var occurredAt: Instant
}

/// The ERP's own name of a shipment.
public struct ERPShipmentReference: Codable, Hashable, Sendable {
  /// The ERP's instance: the `ce_source` of its messages.
  public var source: String
  /// The ERP's number of the shipment.
  public var shipmentNumber: String
}

/// Who carries a delivery, and under which number, as it now is (C9).
public struct DeliveryTracked: DomainEvent {
  public static let type = "joinery.sales.delivery.tracked.v1"
  public static let personal: Set<String> = ["trackingNumber"]

  public var deliveryId: ID<DeliveryNote>
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  /// Who carries it; absent where the ERP does not say.
  public var carrier: String?
  /// The carrier's number of it; absent where it has none yet.
  public var trackingNumber: String?
  public var occurredAt: Instant
}

/// A delivery note is void: what it had delivered is to be delivered again (C9).
public struct DeliveryCancelled: DomainEvent {
  public static let type = "joinery.sales.delivery.cancelled.v1"
  public static let personal: Set<String> = ["reason"]

  public var deliveryId: ID<DeliveryNote>
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  /// What the note had noted, to be taken back.
  public var lines: [DeliveryNoted.Line]
  /// What the note had noted, tax included.
  public var amount: Money
  public var taxes: [TaxShare]
  public var reason: String
  public var cancelledOn: BusinessDate
  public var occurredAt: Instant
}
