import AfterSalesDomain
import Persistence
import ServiceRuntime

extension SetWarrantyTerms: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<WarrantyTerms> {
    try request.decide(unit, PolicyStore.warranty) { try request.body.event(at: $0) }
  }
}
