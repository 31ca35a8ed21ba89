import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/employees/{code}`: what is left out stays, null takes the shop away.
struct EditEmployee: Command {
  var name: String?
  var role: Role?
  var shop: Patch<ID<Shop>>
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<EmployeeView> {
    let body = request.body
    return try EmployeeStore.table.edit(request, unit, as: EmployeeView.init) {
      try $0.edit(name: body.name, role: body.role?.rawValue, shop: body.shop, active: body.active)
    }
  }
}
