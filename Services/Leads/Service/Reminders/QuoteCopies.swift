import Contracts
import Kernel
import Persistence
import SQLite

/// What leads keeps of sales' quotes: those that were issued and wait for an order (B15).
enum QuoteCopies {
  static func issue(_ event: QuoteIssued, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO quotes VALUES (?, ?, ?, ?, ?, 'issued')", event.quoteId, event.customerId,
      event.salespersonId, event.issuedOn, event.validUntil)
  }

  static func close(_ quote: ID<Quote>?, as state: String, in database: Database) throws {
    guard let quote else { return }
    try database.run("UPDATE quotes SET state = ? WHERE id = ?", state, quote)
  }
}
