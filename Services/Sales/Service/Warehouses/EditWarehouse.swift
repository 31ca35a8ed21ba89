import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// `PATCH /v1/warehouses/{code}`: what is left out stays, null takes the address away.
struct EditWarehouse: Command {
  var name: String?
  var address: Patch<String>
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<WarehouseView> {
    let body = request.body
    return try WarehouseStore.table.edit(request, unit, as: WarehouseView.init) { warehouse in
      try WarehouseState(
        code: warehouse.code, name: body.name ?? warehouse.name, address: body.address.applied(to: warehouse.address),
        active: body.active ?? warehouse.active
      ).changed()
    }
  }
}
