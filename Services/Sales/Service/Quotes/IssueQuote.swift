import Kernel
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Sends a quote to its customer.
struct IssueQuote: Command {
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<QuoteView> {
    try request.move(unit, QuoteStore.find(_:for:in:), Answer.quote) { try $0.issue(at: $1) }
  }
}
