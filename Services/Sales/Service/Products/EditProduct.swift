import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Changes what is given of a product; quotes and orders keep the price that they copied.
struct EditProduct: Command {
  var name: String?
  var unit: String?
  var price: Money?
  var category: String?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ProductView> {
    var (product, version) = try ProductStore.find(request.parameter("sku"), in: unit.database)
    try request.requireMatch(version: version)
    let body = request.body
    product.name = body.name ?? product.name
    product.unit = body.unit ?? product.unit
    product.price = body.price ?? product.price
    product.category = body.category ?? product.category
    try unit.record(product.changed())
    return Answer(ProductView(product), version: version + 1)
  }
}
