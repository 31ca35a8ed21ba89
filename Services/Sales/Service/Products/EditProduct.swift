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
    let (product, version) = try ProductStore.find(request.parameter("sku"), in: unit.database)
    try request.requireMatch(version: version)
    let body = request.body
    try unit.record(
      product.edited(
        name: body.name, unit: body.unit, price: body.price, category: body.category,
        on: CompanyZone.day(at: request.occurredAt(in: unit))))
    return try ProductView.answer(product.sku, on: unit.today, in: unit.database)
  }
}
