import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

/// The table of warehouses.
enum WarehouseStore {
  static let table = CodedTable<WarehouseState>(documents: "warehouses", of: Localized(zh: "仓库", en: "warehouse"))

  static func write(_ event: WarehouseChanged, to database: Database) throws {
    try table.write(WarehouseState(event), as: event.code, to: database)
  }

  /// What people call the one that a delivery names: by its name where it is registered.
  static func name(of warehouse: String, in database: Database) throws -> String {
    try table.entry(ID<Warehouse>(warehouse), in: database)?.state.name ?? warehouse
  }
}

extension CommandRequest {
  /// Throws 422 for a warehouse that nobody has registered, or that is not active any more. A company that has registered
  /// none writes where its goods leave as it likes, and role `operations` brings names as they were.
  func requireKnown(warehouse: String, at pointer: String, in database: Database) throws {
    guard !caller.roles.contains(.operations) else { return }
    guard let found = try WarehouseStore.table.entry(ID<Warehouse>(warehouse), in: database) else {
      guard try database.exists("SELECT 1 FROM warehouses") else { return }
      throw Problem.unknownName(
        pointer, "unknown-warehouse", Localized(zh: "仓库“\(warehouse)”", en: "warehouse '\(warehouse)'"))
    }
    guard found.state.active else {
      throw Problem.invalidField(
        pointer, "inactive-warehouse",
        Localized(
          zh: "仓库“\(warehouse)”已停用；请换一个在用的仓库。",
          en: "The warehouse '\(warehouse)' is not active; name one that is."))
    }
  }
}
