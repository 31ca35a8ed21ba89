import Kernel
import Persistence
import ServiceRuntime

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
