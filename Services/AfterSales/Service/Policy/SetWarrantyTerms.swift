import AfterSalesDomain
import Persistence
import ServiceRuntime

extension SetWarrantyTerms: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<WarrantyTerms> {
    try request.requireMatch(version: try PolicyStore.warranty(in: unit.database).version)
    try unit.record(try request.body.event(at: request.occurredAt(in: unit)))
    let (terms, version) = try PolicyStore.warranty(in: unit.database)
    return Answer(terms, version: version)
  }
}
