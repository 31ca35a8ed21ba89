import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/employees/{code}`: what is left out stays, null takes the shop away, an empty list the further roles. Whoever
/// does not work here any more is signed in nowhere any more.
struct EditEmployee: Command {
  var name: String?
  var role: Role?
  var roles: [Role]?
  var shop: Patch<ID<Shop>>
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<EmployeeView> {
    let employee = try EmployeeStore.find(request.id("code"), in: unit.database)
    try request.requireMatch(version: employee.version)
    let body = request.body
    let event = try employee.edit(
      name: body.name, role: body.role?.rawValue, roles: body.roles?.map(\.rawValue), shop: body.shop,
      active: body.active)
    try unit.record(event)
    if !event.active { try SessionStore.endAll(of: event.code, in: unit.database) }
    let edited = EmployeeState(event, version: employee.version + 1)
    return Answer(EmployeeView(edited), version: edited.version)
  }
}
