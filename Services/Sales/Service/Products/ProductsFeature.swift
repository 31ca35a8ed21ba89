import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("products", key: "sku", scope: .company, readers: .everyone, writers: .cataloguers)

extension Feature {
  /// The catalogue with its list prices (C1).
  static let products = Feature(
    tables: ["products"],
    routes: {
      resource.add(Localized(zh: "新增产品", en: "Add a product"), AddProduct.run)
      resource.item(Localized(zh: "一个产品", en: "A product")) { query, database in
        let (product, version) = try ProductStore.find(query.parameter("sku"), in: database)
        return Answer(ProductView(product), version: version)
      }
      resource.edit(Localized(zh: "修改产品", en: "Edit a product"), EditProduct.run)
      resource.list(
        Localized(zh: "产品列表", en: "Products"),
        parameters: [
          .init("category", Localized(zh: "类别", en: "Of this category")),
          .init("q", Localized(zh: "SKU 或名称的一部分", en: "Part of the SKU or name")),
        ], by: \.sku
      ) { query, page, database in
        try ProductStore.list(
          page, category: query.text("category"), containing: query.text("q"), in: database
        ).map { ProductView($0) }
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
}
