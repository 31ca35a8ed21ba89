import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

extension AssignRequest: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    let body = request.body
    let found = try RequestStore.find(request.id(), in: unit.database)
    let calendar = try body.crewId.map { try CalendarStore.calendar(of: $0, on: body.on, in: unit.database) }
    try unit.record(
      try found.assign(body, in: calendar, by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return try .request(found.requestId, in: unit.database)
  }
}
