import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/employees`.
struct AddEmployee: Command {
  var code: ID<Employee>
  var name: String
  var role: Role
  /// What he or she may do besides `role`.
  var roles: [Role]?
  var shop: ID<Shop>?
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<EmployeeView> {
    let body = request.body
    try EmployeeStore.table.requireFree(body.code, in: unit.database, saying: .taken(body.code.text))
    let event = try EmployeeState.register(
      body.code, name: body.name, role: body.role.rawValue, roles: body.roles?.map(\.rawValue), shop: body.shop,
      active: body.active ?? true)
    try unit.record(event)
    return .created(EmployeeView(EmployeeState(event), version: 1), at: "/v1/employees/\(body.code)")
  }
}
