import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// A product as it is read.
struct ProductView: Codable, Sendable {
  var sku: String
  var name: String
  var unit: String
  /// The list price of today.
  var price: Money
  var category: String
  /// The first day of the price, where it was noted.
  var priceFrom: BusinessDate?
  /// The price that is announced for a later day.
  var nextPrice: ProductPrice?
  /// The company's rate without it.
  var taxRatePercent: Percent?
  var active: Bool
  /// The ERP that owns it: nobody here edits it.
  var erpSource: String?
  /// In all warehouses together, as the ERP counts; nil where it says nothing.
  var onHand: Quantity?
  /// What of that is promised to nobody.
  var available: Quantity?
  /// When the oldest of these figures was so.
  var stockAsOf: Instant?

  init(_ product: ProductState, on day: BusinessDate, stock: ProductStock? = nil) {
    let product = product.standing(on: day)
    (sku, name, unit, price, category) = (product.sku, product.name, product.unit, product.price, product.category)
    (priceFrom, nextPrice, taxRatePercent) = (product.priceFrom, product.nextPrice, product.taxRatePercent)
    (active, erpSource) = (product.active, product.erpSource)
    (onHand, available, stockAsOf) = (stock?.onHand, stock?.available, stock?.asOf)
  }

  /// One as it stands. Throws 404.
  static func answer(_ sku: String, on day: BusinessDate, in database: Database) throws -> Answer<ProductView> {
    let (product, version) = try ProductStore.find(sku, in: database)
    return Answer(
      ProductView(product, on: day, stock: try StockStore.all(of: [sku], in: database)[sku]), version: version)
  }
}
