import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

/// The table of quotes.
enum QuoteStore {
  static let table = DocumentTable<QuoteState>(
    "quotes", of: Localized(zh: "报价单", en: "quote"), key: .init("id") { $0.quoteId },
    [
      .init("number") { $0.number }, .init("customer") { $0.customerId }, .init("salesperson") { $0.salespersonId },
      .init("stage") { $0.stage.rawValue },
    ])

  static func draft(_ event: QuoteDrafted, to database: Database) throws {
    let quote = QuoteState(event, after: try table.state(event.quoteId, in: database))
    try SalesNumbers.take(event.number, to: database)
    try table.write(quote, to: database)
  }

  static func issue(_ event: QuoteIssued, to database: Database) throws {
    try table.change(event.quoteId, in: database) { $0.apply(event) }
  }

  static func accept(_ event: QuoteAccepted, to database: Database) throws {
    try table.change(event.quoteId, in: database) { $0.apply(event) }
    if let hash = event.linkHash { try QuoteLinkStore.use(hash, in: database) }
  }

  static func decline(_ event: QuoteDeclined, to database: Database) throws {
    try table.change(event.quoteId, in: database) { $0.apply(event) }
  }

  /// The order that was made of a quote.
  static func order(_ event: OrderConfirmed, to database: Database) throws {
    guard let quote = event.quoteId else { return }
    try table.change(quote, in: database) { $0.apply(event) }
  }

  /// Throws 404.
  static func find(_ id: ID<Quote>, in database: Database) throws -> QuoteState { try table.find(id, in: database) }

  /// The newest first.
  static func list(_ filter: SalesFilter, in database: Database) throws -> [QuoteState] {
    try table.all(
      """
      LEFT JOIN customers c ON c.id = quotes.customer
      WHERE (?1 IS NULL OR quotes.id < ?1) AND (?2 IS NULL OR quotes.customer = ?2) AND (?3 IS NULL OR quotes.salesperson = ?3)
        AND (?4 IS NULL OR quotes.stage = ?4)
        AND (?5 IS NULL OR instr(lower(quotes.number || ' ' || coalesce(c.name || ' ' || c.phone, '')), lower(?5)) > 0)
        AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(quotes.document, '$.lines') line
          WHERE instr(lower(coalesce(json_extract(line.value, '$.sku'), '') || ' '
            || json_extract(line.value, '$.description')), lower(?7)) > 0))
        AND (?8 IS NULL OR json_extract(quotes.document, '$.draftedOn') >= ?8)
        AND (?9 IS NULL OR json_extract(quotes.document, '$.draftedOn') <= ?9)
        AND (?10 IS NULL OR json_extract(quotes.document, '$.total.amount') >= ?10)
        AND (?11 IS NULL OR json_extract(quotes.document, '$.total.amount') <= ?11)
      ORDER BY quotes.id DESC LIMIT ?6
      """, filter.before, filter.customer, filter.salesperson, filter.stage, filter.text, filter.rows, filter.item,
      filter.from, filter.to, filter.lowest, filter.highest, in: database)
  }
}
