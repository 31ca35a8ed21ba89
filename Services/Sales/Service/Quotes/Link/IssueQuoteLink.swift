import Crypto
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// `POST /v1/quotes/{id}/link`: the token stands in this answer and nowhere else.
struct IssueQuoteLink: Command {
  var occurredAt: Instant?

  struct View: Codable, Sendable {
    /// A path of this service.
    var acceptanceUrl: String
    /// The whole address, and the same as a QR code (SVG); both absent where `JOINERY_PUBLIC_URL` is not set.
    var url: String?
    var qr: String?
    var expiresOn: BusinessDate
  }

  /// `base`: where customers reach the service.
  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, at base: String?
  ) throws -> Answer<View> {
    let quote = try QuoteStore.find(request.id(), for: request.visibility, in: unit.database)
    let (first, second): (ID<Quote>, ID<Quote>) = (unit.newID(), unit.newID())
    // Two ids' 148 random bits.
    let token = SHA256.hex("\(first) \(second)")
    let event = try quote.link(
      hash: SHA256.hex(token), by: ID(request.caller.subject), at: request.occurredAt(in: unit))
    try unit.record(event)
    let path = "/v1/quote-acceptances/\(token)"
    let link = CustomerLink(path, at: base)
    var answer = Answer(
      View(acceptanceUrl: path, url: link.url, qr: link.qr, expiresOn: event.expiresOn), status: 201)
    answer.remembered = .nothing
    return answer
  }
}
