import AfterSalesDomain
import Persistence
import ServiceRuntime

extension SetServiceTerms: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ServiceTerms> {
    try request.decide(unit, PolicyStore.service) { try request.body.event(at: $0) }
  }
}
