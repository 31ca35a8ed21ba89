import Kernel
import SalesDomain

/// A product as it is read.
struct ProductView: Codable, Sendable {
  var sku: String
  var name: String
  var unit: String
  var price: Money
  var category: String

  init(_ product: ProductState) {
    (sku, name, unit, price, category) = (product.sku, product.name, product.unit, product.price, product.category)
  }
}
