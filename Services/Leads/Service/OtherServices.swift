import Contracts
import Kernel
import SQLite

/// The copies: what sales and finance say, folded.
enum OtherServices {
  static func copy(_ event: QuoteIssued, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO quotes VALUES (?, ?, ?, ?, ?, 'issued')", event.quoteId.text, event.customerId.text,
      event.salespersonId.text, event.issuedOn.description, event.validUntil.description)
  }

  static func close(_ quote: ID<Quote>, _ state: String, in database: Database) throws {
    try database.run("UPDATE quotes SET state = ? WHERE id = ?", state, quote.text)
  }

  static func copy(_ event: OrderConfirmed, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, NULL)", event.orderId.text, event.customerId.text,
      event.leadId?.text, event.signedOn.description, event.terms.total.amount, event.terms.total.currency.code)
    if let quote = event.quoteId { try close(quote, "ordered", in: database) }
  }

  static func copy(_ event: OrderAmended, to database: Database) throws {
    try database.run(
      "UPDATE orders SET signed_on = ?, total = ? WHERE id = ?", event.signedOn.description, event.terms.total.amount,
      event.orderId.text)
  }

  static func copy(_ event: OrderCancelled, to database: Database) throws {
    try database.run(
      "UPDATE orders SET cancelled_on = ? WHERE id = ?", event.cancelledOn.description, event.orderId.text)
  }

  /// Money of a customer: receipts in, reversed receipts and refunds out.
  static func money(
    _ id: String, _ customer: ID<Customer>, _ amount: Int64, _ currency: Currency, _ day: BusinessDate,
    in database: Database
  ) throws {
    try database.run(
      "INSERT OR REPLACE INTO money VALUES (?, ?, ?, ?, ?)", id, customer.text, day.description, amount, currency.code)
  }

  /// Money that reached an order, or left it.
  static func orderMoney(
    _ id: String, _ order: ID<Order>?, _ amount: Int64, _ currency: Currency, _ day: BusinessDate,
    in database: Database
  ) throws {
    guard let order, amount != 0 else { return }
    try database.run(
      "INSERT OR REPLACE INTO order_money VALUES (?, ?, ?, ?, ?)", id, order.text, day.description, amount,
      currency.code)
  }
}
