import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// `POST /v1/warehouses`.
struct AddWarehouse: Command {
  var code: ID<Warehouse>
  var name: String
  var address: String?
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<WarehouseView> {
    let body = request.body
    return try WarehouseStore.table.add(body.code, unit, at: "/v1/warehouses", as: WarehouseView.init) {
      try WarehouseState(code: body.code, name: body.name, address: body.address, active: body.active ?? true).changed()
    }
  }
}
