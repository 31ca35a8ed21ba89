import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Marks a quote as accepted; an order can then be made of it.
struct AcceptQuote: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    let employee: ID<Employee> = ID(request.caller.subject)
    return try request.move(unit, QuoteStore.find(_:for:in:), Answer.quote) { try $0.accept(by: employee, at: $1) }
  }
}
