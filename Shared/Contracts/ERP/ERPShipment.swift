import Kernel

/// Goods that left a warehouse for an order (`Shared/Contracts/README.md#shipments`).
public struct ERPShipment: Codable, Hashable, Sendable {
  /// How much of a line of the order was shipped.
  public struct Line: Codable, Hashable, Sendable {
    /// The ERP's number of the line; needed where `sku` is absent.
    public var lineNumber: String?
    /// The product's code, where just one line of the order has it.
    public var sku: String?
    /// How much left, in the line's unit; more than zero.
    public var quantity: Quantity
  }

  public static let type = "joinery.erp.shipment.dispatched.v1"

  /// The ERP's name of the shipment, 1 to 100 bytes without control characters.
  public var shipmentNumber: String
  /// A whole number from 0 that grows with each change; a time in milliseconds does.
  public var revision: Int
  /// The ERP's number of the order; needed where `orderId` is absent.
  public var orderNumber: String?
  /// The order's id here, of an order that the ERP has from here.
  public var orderId: ID<Order>?
  /// The day on which it left.
  public var dispatchedOn: BusinessDate
  /// Who carries it.
  public var carrier: String?
  /// The carrier's number of it.
  public var trackingNumber: String?
  /// The code of the warehouse that it left.
  public var warehouse: ID<Warehouse>?
  /// What was shipped; 1 to 500.
  public var lines: [Line]
}

/// A shipment that did not leave, or came back whole (`Shared/Contracts/README.md#shipments`).
public struct ERPShipmentCancellation: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.shipment.cancelled.v1"

  /// The ERP's name of the shipment.
  public var shipmentNumber: String
  /// A whole number above that of what is taken back.
  public var revision: Int
  /// Why, in words.
  public var reason: String
}
