import Crypto
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// `POST /v1/quote-acceptances/{token}`, by the customer, who has the link and nothing else: once.
struct AcceptQuoteByLink: Command {
  var occurredAt: Instant? { nil }

  struct View: Codable, Sendable {
    var number: String
    var state: QuoteStage
    var acceptedOn: BusinessDate
  }

  private enum CodingKeys: CodingKey {}

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
    let token = request.parameter("token")
    let quote = try QuoteLinkStore.quote(of: token, on: unit.today, in: unit.database)
    let event = try quote.accept(at: unit.now, linkHash: SHA256.hex(token))
    try unit.record(event)
    return Answer(View(number: quote.number, state: .accepted, acceptedOn: event.acceptedOn))
  }
}
