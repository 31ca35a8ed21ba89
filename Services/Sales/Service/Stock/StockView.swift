import Kernel
import Persistence
import SQLite
import SalesDomain

/// What of a product lies in a warehouse, as the ERP counts it.
struct StockView: Codable, Sendable {
  var sku: String
  var productName: String?
  var warehouse: String
  var warehouseName: String?
  var onHand: Quantity
  /// Promised to somebody, where the ERP says so.
  var reserved: Quantity?
  /// Promised to nobody.
  var available: Quantity
  var asOf: Instant
  var erpSource: String
  /// False where nobody has registered the product or the warehouse.
  var registered: Bool

  init(_ row: borrowing Row) throws {
    let scale = try row.int("scale")
    func quantity(_ millionths: Int64, _ column: StaticString) throws -> Quantity {
      guard let quantity = Quantity(millionths: millionths, scale: scale) else { throw row.corrupt(column) }
      return quantity
    }
    let (lies, promised) = (try row.integer("on_hand"), try row.optionalInteger("reserved"))
    var sum = StockSum()
    sum.add(onHand: lies, reserved: promised, scale: scale)
    (sku, warehouse) = (try row.text("sku"), try row.text("warehouse"))
    (productName, warehouseName) = (try row.optionalText("product_name"), try row.optionalText("warehouse_name"))
    onHand = try quantity(lies, "on_hand")
    reserved = try promised.map { try quantity($0, "reserved") }
    available = try quantity(sum.available, "on_hand")
    (asOf, erpSource) = (try row.instant("as_of"), try row.text("erp_source"))
    registered = try row.bool("registered")
  }
}
