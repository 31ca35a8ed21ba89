import Contracts
import Kernel

extension ERPStock {
  /// The event that the ERP's figures make (`Shared/Contracts/README.md#stock`). Throws `InvalidField`.
  public func changed(from source: String) throws(InvalidField) -> StockChanged {
    guard onHand.value >= 0 else { throw InvalidField("/onHand/value", .negative) }
    if let reserved, reserved.value < 0 { throw InvalidField("/reserved/value", .negative) }
    return StockChanged(
      sku: sku, warehouse: warehouse, onHand: onHand, reserved: reserved, asOf: asOf, erpSource: source)
  }
}

/// What lies somewhere and what of it is free, in millionths of the product's unit: in one warehouse, or in several.
public struct StockSum: Hashable, Sendable {
  public private(set) var onHand: Int64 = 0
  public private(set) var available: Int64 = 0
  /// The most decimals of any.
  public private(set) var scale = 0

  public init() {}

  /// More may be promised in a warehouse than lies there: then nothing of it is free, and nothing of another's either.
  public mutating func add(onHand: Int64, reserved: Int64?, scale: Int) {
    self.onHand += onHand
    available += max(0, onHand - (reserved ?? 0))
    self.scale = max(self.scale, scale)
  }
}
