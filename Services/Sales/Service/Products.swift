import Contracts
import Kernel
import SQLite

/// The table of products.
enum Products {
  static func apply(_ event: ProductChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        unit = excluded.unit, amount = excluded.amount, currency = excluded.currency, category = excluded.category,
        version = version + 1
      """, event.sku, event.name, event.unit, event.price.amount, event.price.currency.code, event.category)
  }

  static func find(_ sku: String, in database: Database) throws -> (product: ProductView, version: Int)? {
    try database.first("SELECT \(columns), version FROM products WHERE sku = ?", sku) {
      (try product($0), $0.int(6))
    }
  }

  /// Products after a SKU in the order of SKUs.
  static func list(
    after sku: String, category: String?, containing text: String?, limit: Int, in database: Database
  ) throws -> [ProductView] {
    try database.all(
      """
      SELECT \(columns) FROM products WHERE sku > ?1 AND (?2 IS NULL OR category = ?2)
        AND (?3 IS NULL OR instr(lower(sku || ' ' || name), lower(?3)) > 0) ORDER BY sku LIMIT ?4
      """, sku, category, text, limit, read: product)
  }

  private static let columns = "sku, name, unit, amount, currency, category"

  private static func product(_ row: borrowing Row) throws -> ProductView {
    ProductView(
      sku: row.text(0), name: row.text(1), unit: row.text(2),
      price: try Money(row.integer(3), Currency(row.text(4)) ?? .cny), category: row.text(5))
  }
}
