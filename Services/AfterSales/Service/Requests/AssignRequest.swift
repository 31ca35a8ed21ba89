import AfterSalesDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

extension AssignRequest: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    let body = request.body
    let found = try RequestStore.find(request.id(), for: request.visibility, in: unit.database)
    try request.requireKnown(outlet: body.outlet, in: unit.database)
    try request.requireNameable(crew: body.crewId, in: unit.database)
    try request.requireKnown(body.employeeId, at: "/employeeId", in: unit.database)
    let calendar = try body.crewId.map { try CalendarStore.calendar(of: $0, on: body.on, in: unit.database) }
    try unit.record(
      try found.assign(body, in: calendar, by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return try request.answer(found.requestId, in: unit.database)
  }
}
