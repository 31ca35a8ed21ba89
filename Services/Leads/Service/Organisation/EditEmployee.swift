import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/employees/{code}`: what is left out stays, null takes the shop away, an empty list the further roles. Tokens
/// that say what has changed are refused from now on, and whoever does not work here any more is signed in nowhere.
struct EditEmployee: Command {
  var name: String?
  var role: Role?
  var roles: [Role]?
  var shop: Patch<ID<Shop>>
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<EmployeeView> {
    let body = request.body
    var reason: AccessRevocation?
    let answer = try EmployeeStore.table.edit(request, unit, as: EmployeeView.init) { employee in
      let event = try employee.edit(
        name: body.name, role: body.role?.rawValue, roles: body.roles?.map(\.rawValue), shop: body.shop,
        active: body.active)
      reason = AccessRevocation.reason(from: employee, to: event)
      if !event.active { try SessionStore.endAll(of: event.code, in: unit.database) }
      return event
    }
    if let reason { try AccessRevocations.record(reason, of: request.id("code"), in: unit) }
    return answer
  }
}
