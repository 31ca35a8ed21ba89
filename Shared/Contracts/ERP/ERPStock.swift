import Kernel

/// How much of a product lies in a warehouse, in absolute figures (`Shared/Contracts/README.md#stock`).
public struct ERPStock: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.stock.changed.v1"

  /// The product's code.
  public var sku: ID<Product>
  /// The code of the warehouse.
  public var warehouse: ID<Warehouse>
  /// How much lies there, in the product's unit; not negative.
  public var onHand: Quantity
  /// How much of that is promised to somebody; not negative.
  public var reserved: Quantity?
  /// When it was so: figures of an earlier moment are stale.
  public var asOf: Instant
}
