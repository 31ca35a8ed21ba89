import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// The tables of products and of their prices.
enum ProductStore {
  static func write(_ event: ProductChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
        name = excluded.name, unit = excluded.unit, amount = excluded.amount, currency = excluded.currency,
        category = excluded.category, version = version + 1, price_from = excluded.price_from,
        next_price = excluded.next_price, tax_rate = excluded.tax_rate,
        active = excluded.active, erp_source = excluded.erp_source
      """, event.sku, event.name, event.unit, event.price.amount, event.price.currency, event.category,
      event.priceFrom, try event.nextPrice.map { try Document.text($0) },
      event.taxRatePercent?.hundredths, event.active ?? true, event.erpSource)
    try keepPrices(of: event, to: database)
  }

  /// Prices that were announced for later days are off where the event does not name them.
  private static func keepPrices(of event: ProductChanged, to database: Database) throws {
    guard let first = event.priceFrom else { return }
    try database.run("DELETE FROM product_prices WHERE sku = ? AND valid_from > ?", event.sku, first)
    for price in [ProductPrice(price: event.price, validFrom: first), event.nextPrice].compactMap({ $0 }) {
      try database.run(
        "INSERT OR REPLACE INTO product_prices VALUES (?, ?, ?, ?)", event.sku, price.validFrom, price.price.amount,
        price.price.currency)
    }
  }

  /// As the last event left it; `standing` says how it is on a day.
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

  /// The last first; those of later days are announced.
  static func prices(_ sku: String, before day: String, limit: Int, in database: Database) throws -> [ProductPrice] {
    try database.all(
      """
      SELECT * FROM product_prices WHERE sku = ?1 AND (?2 = '' OR valid_from < ?2) ORDER BY valid_from DESC LIMIT ?3
      """, sku, day, limit
    ) { ProductPrice(price: try $0.money("amount"), validFrom: try $0.date("valid_from")) }
  }

  private static func product(_ row: borrowing Row) throws -> ProductState {
    ProductState(
      sku: try row.text("sku"), name: try row.text("name"), unit: try row.text("unit"), price: try row.money("amount"),
      category: try row.text("category"), priceFrom: try row.optionalDate("price_from"),
      nextPrice: try row.optionalDocument("next_price"),
      taxRatePercent: try row.isNull("tax_rate") ? nil : Percent(hundredths: row.int("tax_rate")),
      active: try row.bool("active"), erpSource: try row.optionalText("erp_source"))
  }
}
