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
    ], belonging: .quotes)

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

  /// One that the caller sees. Throws 404.
  static func find(_ id: ID<Quote>, for visibility: Visibility, in database: Database) throws -> QuoteState {
    try table.find(id, for: visibility, in: database)
  }

  /// Whose it is, masked where the caller is not to reach the customer.
  static func customer(
    of quote: QuoteState, for visibility: Visibility, in database: Database
  ) throws -> CustomerCopy? {
    let customer = try CustomerDirectory.customer(quote.customerId, in: database)
    return try table.isIn(visibility.clear, quote.quoteId, database) ? customer : customer?.masked
  }

  /// The newest first.
  static func list(_ filter: SalesFilter, in database: Database) throws -> [QuoteState] {
    try filter.list(in: table, "quotes", number: "quotes.number", terms: "$", day: "$.draftedOn", database)
  }
}
