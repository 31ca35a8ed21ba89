import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Adds a product (C1).
struct AddProduct: Command {
  var sku: ID<Product>
  var name: String
  var unit: String
  /// The list price of one unit, tax included.
  var price: Money
  var category: String
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<AddProduct>, _ unit: borrowing UnitOfWork) throws -> Answer<ProductView> {
    let body = request.body
    guard try Products.find(body.sku.text, in: unit.database) == nil else {
      throw Problem(
        409, "duplicate-product", title: Localized(zh: "产品已存在", en: "The product exists"),
        detail: Localized(
          zh: "SKU 已被使用;请修改该产品或换一个 SKU。", en: "Its SKU is taken; edit that product or choose another SKU."))
    }
    let product = ProductView(
      sku: body.sku.text, name: body.name, unit: body.unit, price: body.price, category: body.category)
    try product.record(in: unit)
    return .created(product, at: "/v1/products/\(product.sku)")
  }
}

/// Changes what is given of a product; quotes and orders keep the price that they copied.
struct EditProduct: Command {
  var name: String?
  var unit: String?
  var price: Money?
  var category: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<EditProduct>, _ unit: borrowing UnitOfWork) throws -> Answer<ProductView> {
    let sku = request.parameter("sku")
    guard var (product, version) = try Products.find(sku, in: unit.database) else { throw Missing.product(sku) }
    try request.requireMatch(version: version)
    let body = request.body
    product.name = body.name ?? product.name
    product.unit = body.unit ?? product.unit
    product.price = body.price ?? product.price
    product.category = body.category ?? product.category
    version += 1
    try product.record(in: unit)
    return Answer(product, version: version)
  }
}

extension ProductView {
  fileprivate func record(in unit: borrowing UnitOfWork) throws {
    try TextRule.require(name, at: "/name")
    try TextRule.require(self.unit, at: "/unit")
    try TextRule.require(category, at: "/category")
    guard price.amount >= 0 else { throw InvalidField("/price/amount", .negative) }
    try unit.record(ProductChanged(sku: sku, name: name, unit: self.unit, price: price, category: category))
  }
}
