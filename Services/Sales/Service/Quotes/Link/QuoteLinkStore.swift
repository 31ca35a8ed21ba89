import Contracts
import Crypto
import Kernel
import Persistence
import SQLite
import SalesDomain

/// The links by which customers accept quotes (H4): the store knows the hashes of their tokens alone.
enum QuoteLinkStore {
  static func write(_ event: QuoteLinkIssued, to database: Database) throws {
    try database.run(
      "INSERT OR IGNORE INTO quote_links (hash, quote, version, expires_on, used, made_by) VALUES (?, ?, ?, ?, 0, ?)",
      event.linkHash, event.quoteId, event.version, event.expiresOn, event.by)
  }

  static func use(_ hash: String, in database: Database) throws {
    try database.run("UPDATE quote_links SET used = 1 WHERE hash = ?", hash)
  }

  /// The quote that a token is good for on that day: the terms that the customer was sent, and not answered yet. Throws
  /// `linkUnknown`, `linkUsed`, `linkExpired`.
  static func quote(
    of token: String, on day: BusinessDate, in database: Database
  ) throws -> (quote: QuoteState, link: QuoteLink) {
    let hash = SHA256.hex(token)
    let found = try database.first("SELECT * FROM quote_links WHERE hash = ?", hash) { row in
      QuoteLink(
        quoteId: try row.id("quote"), version: try row.int("version"), expiresOn: try row.date("expires_on"),
        isUsed: try row.bool("used"), madeBy: try row.optionalID("made_by"), hash: hash)
    }
    guard let found, let quote = try QuoteStore.table.state(found.quoteId, in: database) else {
      throw QuoteError.linkUnknown
    }
    try found.check(quote, on: day)
    return (quote, found)
  }
}
