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

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ProductView> {
    let body = request.body
    guard try ProductStore.product(body.sku.text, in: unit.database) == nil else {
      throw Problem(
        409, "duplicate-product", title: Localized(zh: "产品已存在", en: "The product exists"),
        detail: Localized(
          zh: "SKU 已被使用;请修改该产品或换一个 SKU。", en: "Its SKU is taken; edit that product or choose another SKU."))
    }
    let product = ProductState(
      sku: body.sku.text, name: body.name, unit: body.unit, price: body.price, category: body.category,
      priceFrom: CompanyZone.day(at: request.occurredAt(in: unit)))
    try unit.record(product.changed())
    return .created(ProductView(product, on: unit.today), at: "/v1/products/\(product.sku)")
  }
}
