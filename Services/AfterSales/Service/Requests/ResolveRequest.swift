import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

extension ResolveRequest: Command {
  public static let bodyLimit = BodyLimit.lines

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<RequestView> {
    let body = request.body
    let found = try RequestStore.find(request.id(), for: request.visibility, in: unit.database)
    let resolution = try found.resolve(
      body, archive: try ArchiveStore.items(for: body, of: found, in: unit.database),
      by: try PolicyStore.policy(in: unit.database), employee: ID(request.caller.subject),
      at: request.occurredAt(in: unit), newItem: { unit.newID() })
    try unit.record(resolution.resolved)
    if let charged = resolution.charged { try unit.record(charged) }
    return try request.answer(found.requestId, in: unit.database)
  }
}
