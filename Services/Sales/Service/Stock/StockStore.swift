import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceRuntime

/// The table of what lies where.
enum StockStore {
  static func write(_ event: StockChanged, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO stock VALUES (?, ?, ?, ?, ?, ?, ?)", event.sku, event.warehouse, event.onHand.millionths,
      event.reserved?.millionths, max(event.onHand.scale, event.reserved?.scale ?? 0), event.asOf, event.erpSource)
  }

  /// The ERP that counts it; nil where none does yet.
  static func source(
    _ sku: ID<Product>, _ warehouse: ID<Warehouse>, in database: Database
  ) throws -> String? {
    try database.first("SELECT erp_source FROM stock WHERE sku = ? AND warehouse = ?", sku, warehouse) { $0.text(0) }
  }

  /// In the order of products and warehouses.
  static func list(
    _ page: PageRequest, sku: String?, warehouse: String?, isRegistered: Bool?, in database: Database
  ) throws -> [StockView] {
    let after = page.cursor?.values.map { $0.string ?? "" } ?? ["", ""]
    return try database.all(
      """
      SELECT s.*, p.name AS product_name, json_extract(w.document, '$.name') AS warehouse_name,
        p.sku IS NOT NULL AND w.code IS NOT NULL AS registered
      FROM stock s LEFT JOIN products p ON p.sku = s.sku LEFT JOIN warehouses w ON w.code = s.warehouse
      WHERE (s.sku, s.warehouse) > (?1, ?2) AND (?4 IS NULL OR s.sku = ?4) AND (?5 IS NULL OR s.warehouse = ?5)
        AND (?6 IS NULL OR (p.sku IS NOT NULL AND w.code IS NOT NULL) = ?6)
      ORDER BY s.sku, s.warehouse LIMIT ?3
      """, after[0], after[1], page.rows, sku, warehouse, isRegistered, read: StockView.init)
  }

  /// Of each product what lies in all warehouses together.
  static func all(of skus: [String], in database: Database) throws -> [String: ProductStock] {
    var found: [String: ProductStock] = [:]
    for sku in Set(skus) {
      found[sku] = try ProductStock(
        database.all("SELECT on_hand, reserved, scale, as_of FROM stock WHERE sku = ?", sku) {
          (try $0.integer("on_hand"), try $0.optionalInteger("reserved"), try $0.int("scale"), try $0.instant("as_of"))
        })
    }
    return found
  }
}

/// A product in all warehouses together.
struct ProductStock: Sendable {
  var onHand: Quantity
  var available: Quantity
  /// When the oldest of the figures was so.
  var asOf: Instant

  /// Nil where nothing is known, or more than a quantity can say.
  init?(_ rows: [(onHand: Int64, reserved: Int64?, scale: Int, asOf: Instant)]) {
    guard let oldest = rows.map(\.asOf).min() else { return nil }
    var sum = StockSum()
    for row in rows { sum.add(onHand: row.onHand, reserved: row.reserved, scale: row.scale) }
    guard let onHand = Quantity(millionths: sum.onHand, scale: sum.scale),
      let available = Quantity(millionths: sum.available, scale: sum.scale)
    else { return nil }
    (self.onHand, self.available, asOf) = (onHand, available, oldest)
  }
}
