import Contracts
import Kernel
import Persistence
import ServiceRuntime

private let resource = Resource("stock", tag: "products", scope: .company, readers: .everyone, writers: [])

extension Feature {
  /// What lies where, as the ERP counts it (C9): asked beside products and deliveries, never booked here.
  static let stock = Feature(
    tables: ["stock"],
    routes: {
      resource.list(
        Localized(zh: "库存", en: "Stock, by product and warehouse"),
        parameters: [
          .init("sku", Localized(zh: "只要这个产品", en: "Of this product")),
          .init("warehouse", Localized(zh: "只要这个仓库", en: "In this warehouse")),
          .init(
            "registered",
            Localized(
              zh: "false：只要产品或仓库未登记的", en: "false: only where the product or the warehouse is not registered"),
            Bool.self),
        ], sortedBy: 2, by: { [.string($0.sku), .string($0.warehouse)] }
      ) { query, page, database in
        try StockStore.list(
          page, sku: query.text("sku"), warehouse: query.text("warehouse"),
          isRegistered: query.text("registered").map { $0 == "true" }, in: database)
      }
    },
    writes: [.on(StockChanged.self, StockStore.write)])
}

extension Migration {
  /// Quantities in millionths, and the decimals that they are told with.
  static let stock = Migration(
    """
    CREATE TABLE stock (
      sku TEXT NOT NULL, warehouse TEXT NOT NULL, on_hand INTEGER NOT NULL, reserved INTEGER, scale INTEGER NOT NULL,
      as_of INTEGER NOT NULL, erp_source TEXT NOT NULL, PRIMARY KEY (sku, warehouse)) STRICT, WITHOUT ROWID;
    """)
}
