import Kernel
import SalesDomain

/// A warehouse as it is read and edited.
struct WarehouseView: Codable, Sendable {
  var code: ID<Warehouse>
  var name: String
  var address: String?
  var active: Bool
  var version: Int

  init(_ warehouse: WarehouseState, version: Int) {
    (code, name, address) = (warehouse.code, warehouse.name, warehouse.address)
    (active, self.version) = (warehouse.active, version)
  }
}
