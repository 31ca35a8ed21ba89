import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain

/// The table of quotes.
enum Quotes {
  static func apply(_ event: QuoteDrafted, to database: Database) throws {
    let quote = QuoteState(event, after: try state(event.quoteId, in: database))
    try DocumentNumbers.take(event.number, to: database)
    try write(quote, to: database)
  }

  static func change(_ id: ID<Quote>, in database: Database, _ change: (inout QuoteState) -> Void) throws {
    guard var quote = try state(id, in: database) else { return }
    change(&quote)
    try write(quote, to: database)
  }

  static func state(_ id: ID<Quote>, in database: Database) throws -> QuoteState? {
    try database.first("SELECT document FROM quotes WHERE id = ?", id.text) { try Document.state(of: $0.text(0)) }
  }

  /// Throws 404.
  static func find(_ id: ID<Quote>, in database: Database) throws -> QuoteState {
    guard let quote = try state(id, in: database) else { throw Missing.quote(id) }
    return quote
  }

  /// The newest first, those before an id.
  static func list(_ filter: SalesFilter, limit: Int, in database: Database) throws -> [QuoteState] {
    try database.all(
      """
      SELECT q.document FROM quotes q LEFT JOIN customers c ON c.id = q.customer
      WHERE (?1 IS NULL OR q.id < ?1) AND (?2 IS NULL OR q.customer = ?2) AND (?3 IS NULL OR q.salesperson = ?3)
        AND (?4 IS NULL OR q.stage = ?4)
        AND (?5 IS NULL OR instr(lower(q.number || ' ' || coalesce(c.name || ' ' || c.phone, '')), lower(?5)) > 0)
        AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(q.document, '$.lines') line
          WHERE instr(lower(coalesce(json_extract(line.value, '$.sku'), '') || ' '
            || json_extract(line.value, '$.description')), lower(?7)) > 0))
        AND (?8 IS NULL OR json_extract(q.document, '$.draftedOn') >= ?8)
        AND (?9 IS NULL OR json_extract(q.document, '$.draftedOn') <= ?9)
        AND (?10 IS NULL OR json_extract(q.document, '$.total.amount') >= ?10)
        AND (?11 IS NULL OR json_extract(q.document, '$.total.amount') <= ?11)
      ORDER BY q.id DESC LIMIT ?6
      """, filter.before, filter.customer, filter.salesperson, filter.stage, filter.text, limit,
      filter.item, filter.from, filter.to, filter.lowest, filter.highest
    ) { try Document.state(of: $0.text(0)) }
  }

  private static func write(_ quote: QuoteState, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO quotes VALUES (?, ?, ?, ?, ?, ?)", quote.quoteId.text, quote.number,
      quote.customerId.text, quote.salespersonId.text, quote.stage.rawValue, try Document.text(quote))
  }
}
