import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource(
  "warehouses", key: "code", tag: "deliveries", scope: .company, readers: .everyone, writers: .cataloguers)

extension Feature {
  /// Where deliveries leave from (C9).
  static let warehouses = Feature(
    tables: ["warehouses"],
    routes: {
      resource.list(
        Localized(zh: "仓库", en: "Warehouses"), of: WarehouseStore.table, as: WarehouseView.init, by: \.code.text)
      resource.add(Localized(zh: "登记仓库", en: "Register a warehouse"), AddWarehouse.run)
      resource.item(Localized(zh: "一个仓库", en: "A warehouse"), of: WarehouseStore.table, as: WarehouseView.init)
      resource.edit(Localized(zh: "修改仓库", en: "Change a warehouse"), EditWarehouse.run)
    },
    writes: [.on(WarehouseChanged.self, WarehouseStore.write)])
}

extension Migration {
  static let warehouses = Migration(
    "CREATE TABLE warehouses (code TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;")
}
