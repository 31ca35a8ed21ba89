import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("products", key: "sku", scope: .company, readers: .everyone, writers: .cataloguers)

extension Feature {
  /// The catalogue with its list prices (C1).
  static let products = Feature(
    tables: ["products", "product_prices"],
    routes: {
      resource.add(Localized(zh: "新增产品", en: "Add a product"), AddProduct.run)
      resource.item(Localized(zh: "一个产品", en: "A product")) { query, database in
        try ProductView.answer(query.parameter("sku"), on: CompanyZone.day(at: query.now), in: database)
      }
      resource.edit(Localized(zh: "修改产品", en: "Edit a product"), EditProduct.run)
      resource.list(
        Localized(zh: "产品列表", en: "Products"),
        parameters: [
          .init("category", Localized(zh: "类别", en: "Of this category")),
          .init("q", Localized(zh: "SKU 或名称的一部分", en: "Part of the SKU or name")),
        ], by: \.sku
      ) { query, page, database in
        let products = try ProductStore.list(
          page, category: query.text("category"), containing: query.text("q"), in: database)
        let today = CompanyZone.day(at: query.now)
        let stock = try StockStore.all(of: products.map(\.sku), in: database)
        return products.map { ProductView($0, on: today, stock: stock[$0.sku]) }
      }
      resource.list(
        Localized(zh: "产品的历次价格", en: "The prices of a product, the last first"), under: "/{sku}/prices",
        of: ProductPrice.self, by: \.validFrom.description
      ) { query, page, database in
        let (product, _) = try ProductStore.find(query.parameter("sku"), in: database)
        return try ProductStore.prices(product.sku, before: page.after, limit: page.rows, in: database)
      }
    },
    writes: [.on(ProductChanged.self, ProductStore.write)])
}

extension Migration {
  static let products = Migration(
    """
    CREATE TABLE products (
      sku TEXT PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, category TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
    """)

  /// Since when a price counts, what the ERP says besides, and the prices of all days.
  static let erpProducts = Migration(
    """
    ALTER TABLE products ADD COLUMN price_from TEXT;
    ALTER TABLE products ADD COLUMN next_price TEXT;
    ALTER TABLE products ADD COLUMN tax_rate INTEGER;
    ALTER TABLE products ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE products ADD COLUMN erp_source TEXT;
    CREATE TABLE product_prices (
      sku TEXT NOT NULL, valid_from TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
      PRIMARY KEY (sku, valid_from)) STRICT, WITHOUT ROWID;
    """)
}
