import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// `POST /v1/quote-acceptances/{token}`, by the customer, who has the link and nothing else: once.
struct AcceptQuoteByLink: Command {
  /// As the customer writes it.
  var name: String
  /// The strokes of the drawn signature, points in a box 600 wide and 200 high; absent where `typed` says so.
  var signature: [[Signature.Point]]?
  /// True: the customer signs by typing the name.
  var typed: Bool?
  var occurredAt: Instant? { nil }

  struct View: Codable, Sendable {
    var number: String
    var state: QuoteStage
    var acceptedOn: BusinessDate
  }

  private enum CodingKeys: CodingKey { case name, signature, typed }

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
    let (quote, link) = try QuoteLinkStore.quote(of: request.parameter("token"), on: unit.today, in: unit.database)
    let body = request.body
    let signature = try QuoteSignature(name: body.name, drawn: body.signature, isTyped: body.typed ?? false)
    let event = try quote.accept(by: link, signature, from: request.http.peer, at: unit.now)
    try unit.record(event)
    return Answer(View(number: quote.number, state: .accepted, acceptedOn: event.acceptedOn))
  }
}
