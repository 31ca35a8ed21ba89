import Contracts
import Kernel

/// A product of the catalogue as its events made it (C1).
public struct ProductState: Hashable, Sendable {
  public var sku: String
  public var name: String
  public var unit: String
  /// The list price of one unit, tax included.
  public var price: Money
  public var category: String

  public init(sku: String, name: String, unit: String, price: Money, category: String) {
    (self.sku, self.name, self.unit, self.price, self.category) = (sku, name, unit, price, category)
  }

  /// The event that makes the product what it is here. Quotes and orders keep the price that they copied. Throws
  /// `InvalidField`.
  public func changed() throws(InvalidField) -> ProductChanged {
    try TextRule.require(name, at: "/name")
    try TextRule.require(unit, at: "/unit")
    try TextRule.require(category, at: "/category")
    guard price.amount >= 0 else { throw InvalidField("/price/amount", .negative) }
    return ProductChanged(sku: sku, name: name, unit: unit, price: price, category: category)
  }
}
