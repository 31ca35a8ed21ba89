import Kernel

/// How much of a product lies in a warehouse, as the ERP counts it (C9).
public struct StockChanged: DomainEvent {
  public static let type = "joinery.sales.stock.changed.v1"
  public var key: String { sku.text }
  public var subject: String { "\(sku)/\(warehouse)" }

  /// The product's code, which need not be registered.
  public var sku: ID<Product>
  /// The warehouse's code, which need not be registered.
  public var warehouse: ID<Warehouse>
  /// All that lies there, in the product's unit.
  public var onHand: Quantity
  /// What of that is promised to somebody; absent where the ERP does not say.
  public var reserved: Quantity?
  /// When it was so.
  public var asOf: Instant
  /// The ERP that counts it, by its `ce_source`.
  public var erpSource: String
}
