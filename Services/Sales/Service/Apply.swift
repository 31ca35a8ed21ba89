import Contracts
import Persistence
import SQLite
import SalesDomain

/// Writes the tables of sales for its own events, and nothing else does.
enum Apply {
  static func apply(_ event: any DomainEvent, to database: Database) throws {
    switch event {
    case let event as ProductChanged: try Products.apply(event, to: database)
    case let event as QuoteDrafted: try Quotes.apply(event, to: database)
    case let event as QuoteIssued: try Quotes.change(event.quoteId, in: database) { $0.apply(event) }
    case let event as QuoteAccepted:
      try Quotes.change(event.quoteId, in: database) { $0.apply(event) }
      if let hash = event.linkHash { try QuoteLinks.use(hash, in: database) }
    case let event as QuoteLinkIssued: try QuoteLinks.apply(event, to: database)
    case let event as QuoteDeclined: try Quotes.change(event.quoteId, in: database) { $0.apply(event) }
    case let event as OrderConfirmed:
      try Orders.apply(event, to: database)
      if let quote = event.quoteId { try Quotes.change(quote, in: database) { $0.apply(event) } }
      if let erp = event.erp { try ERPOrders.placed(erp, as: event.orderId, in: database) }
    case let event as OrderAmended:
      try Orders.apply(event, to: database)
      if let erp = event.erp { try ERPOrders.amended(erp, in: database) }
    case let event as OrderCancelled:
      try Orders.apply(event, to: database)
      try ERPOrders.cancelled(event, in: database)
    case let event as DeliveryNoted:
      try DocumentNumbers.take(event.number, to: database)
      try Orders.change(event.orderId, in: database) { try $0.apply(event) }
      try Deliveries.apply(event, to: database)
    case let event as DeliveryCancelled:
      try Orders.change(event.orderId, in: database) { try $0.apply(event) }
      try Deliveries.apply(event, to: database)
    case let event as RecommendationAnswered: try Recommendations.apply(event, to: database)
    case let event as SiteMeasured: try Measurements.apply(event, to: database)
    case let event as ERPOrderReceived: try ERPOrders.apply(event, to: database)
    case let event as ERPOrderCancelled: try ERPOrders.apply(event, to: database)
    default: break
    }
  }
}
