import Contracts
import Kernel
import Persistence
import SalesDomain

/// A product as it is read and edited.
struct ProductView: Codable, Sendable {
  var sku: String
  var name: String
  var unit: String
  var price: Money
  var category: String
}

extension ProductView {
  /// Records the product as it now is. Throws `InvalidField`.
  func record(in unit: borrowing UnitOfWork) throws {
    try TextRule.require(name, at: "/name")
    try TextRule.require(self.unit, at: "/unit")
    try TextRule.require(category, at: "/category")
    guard price.amount >= 0 else { throw InvalidField("/price/amount", .negative) }
    try unit.record(ProductChanged(sku: sku, name: name, unit: self.unit, price: price, category: category))
  }
}
