import AfterSalesDomain
import Persistence
import ServiceRuntime

extension SetServiceTerms: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ServiceTerms> {
    try request.requireMatch(version: try PolicyStore.service(in: unit.database).version)
    try unit.record(try request.body.event(at: request.occurredAt(in: unit)))
    let (terms, version) = try PolicyStore.service(in: unit.database)
    return Answer(terms, version: version)
  }
}
