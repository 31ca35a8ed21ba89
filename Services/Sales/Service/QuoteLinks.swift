import Contracts
import Crypto
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// The links by which customers accept quotes (H4): the store knows the hashes of their tokens alone.
enum QuoteLinks {
  static func apply(_ event: QuoteLinkIssued, to database: Database) throws {
    try database.run(
      "INSERT OR IGNORE INTO quote_links VALUES (?, ?, ?, ?, 0)", event.linkHash, event.quoteId.text, event.version,
      event.expiresOn.description)
  }

  static func use(_ hash: String, in database: Database) throws {
    try database.run("UPDATE quote_links SET used = 1 WHERE hash = ?", hash)
  }

  /// The quote that a token is good for on that day: the terms that the customer was sent, and not answered yet. Throws
  /// `linkUnknown`, `linkUsed`, `linkExpired`.
  static func quote(of token: String, on day: BusinessDate, in database: Database) throws -> QuoteState {
    let found = try database.first(
      "SELECT quote, version, expires_on, used FROM quote_links WHERE hash = ?", SHA256.hex(token)
    ) { (ID<Quote>($0.text(0)), $0.int(1), BusinessDate($0.text(2)), $0.bool(3)) }
    guard let (id, version, lastDay, isUsed) = found, let lastDay, let quote = try Quotes.state(id, in: database)
    else { throw QuoteError.linkUnknown }
    guard !isUsed, quote.version == version, quote.stage == .issued else { throw QuoteError.linkUsed }
    guard day <= lastDay else { throw QuoteError.linkExpired(lastDay) }
    return quote
  }
}

/// `POST /v1/quotes/{id}/link`: the token stands in this answer and nowhere else.
struct IssueQuoteLink: Command {
  var occurredAt: Instant?

  struct View: Codable, Sendable {
    /// A path of this service.
    var acceptanceUrl: String
    var expiresOn: BusinessDate
  }

  static func run(_ request: CommandRequest<IssueQuoteLink>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
    let quote = try Quotes.find(request.id(), in: unit.database)
    let (first, second): (ID<Quote>, ID<Quote>) = (unit.newID(), unit.newID())
    // Two ids' 148 random bits.
    let token = SHA256.hex("\(first) \(second)")
    let event = try quote.link(hash: SHA256.hex(token), at: request.occurredAt(in: unit))
    try unit.record(event)
    return Answer(
      View(acceptanceUrl: "/v1/quote-acceptances/\(token)", expiresOn: event.expiresOn), status: 201)
  }
}

/// `POST /v1/quote-acceptances/{token}`, by the customer, who has the link and nothing else: once.
struct AcceptQuoteByLink: Command {
  var occurredAt: Instant? { nil }

  struct View: Codable, Sendable {
    var number: String
    var state: QuoteStage
    var acceptedOn: BusinessDate
  }

  private enum CodingKeys: CodingKey {}

  static func run(_ request: CommandRequest<AcceptQuoteByLink>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
    let token = request.parameter("token")
    let quote = try QuoteLinks.quote(of: token, on: unit.today, in: unit.database)
    let event = try quote.accept(at: unit.now, linkHash: SHA256.hex(token))
    try unit.record(event)
    return Answer(View(number: quote.number, state: .accepted, acceptedOn: event.acceptedOn))
  }
}
