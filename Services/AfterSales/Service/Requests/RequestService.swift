import AfterSalesDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

extension RequestService: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    let (body, time) = (request.body, request.occurredAt(in: unit))
    let things = RequestedThings(
      isCustomerKnown: try CustomerDirectory.customer(body.customerId, in: unit.database) != nil
        && CustomerDirectory.holds(body.customerId, request.visibility.seen, .customers, unit.database),
      item: try body.installedItemId.flatMap { try ArchiveStore.item($0, in: unit.database) },
      installation: try body.installationId.flatMap { try InstallationStore.table.state($0, in: unit.database) })
    let event = try RequestState.request(
      body, of: things, as: unit.newID(),
      number: try RequestStore.numbers.next("SR", on: body.day(at: time), in: unit.database),
      by: try PolicyStore.policy(in: unit.database), employee: ID(request.caller.subject), at: time)
    try unit.record(event)
    let answer = try request.answer(event.requestId, in: unit.database)
    return .created(answer.body, at: "/v1/requests/\(event.requestId)", version: answer.version)
  }
}
