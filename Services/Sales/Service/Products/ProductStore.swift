import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// The table of products.
enum ProductStore {
  static func write(_ event: ProductChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        unit = excluded.unit, amount = excluded.amount, currency = excluded.currency, category = excluded.category,
        version = version + 1
      """, event.sku, event.name, event.unit, event.price.amount, event.price.currency, event.category)
  }

  static func product(_ sku: String, in database: Database) throws -> (product: ProductState, version: Int)? {
    try database.first("SELECT * FROM products WHERE sku = ?", sku) { (try product($0), try $0.int("version")) }
  }

  /// Throws 404.
  static func find(_ sku: String, in database: Database) throws -> (product: ProductState, version: Int) {
    try product(sku, in: database).orNotFound(Localized(zh: "产品", en: "product"), sku)
  }

  /// In the order of SKUs.
  static func list(
    _ page: PageRequest, category: String?, containing text: String?, in database: Database
  ) throws -> [ProductState] {
    try database.all(
      """
      SELECT * FROM products WHERE sku > ?1 AND (?2 IS NULL OR category = ?2)
        AND (?3 IS NULL OR instr(lower(sku || ' ' || name), lower(?3)) > 0) ORDER BY sku LIMIT ?4
      """, page.after, category, text, page.rows, read: product)
  }

  private static func product(_ row: borrowing Row) throws -> ProductState {
    ProductState(
      sku: try row.text("sku"), name: try row.text("name"), unit: try row.text("unit"), price: try row.money("amount"),
      category: try row.text("category"))
  }
}
