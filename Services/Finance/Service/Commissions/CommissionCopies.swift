import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite

/// What finance keeps of products and order lines for the sake of commission plans.
enum CommissionCopies {
  static func copy(_ event: ProductChanged, to database: Database) throws {
    try database.run("INSERT OR REPLACE INTO products VALUES (?, ?)", event.sku, event.category)
  }

  static func copy(_ event: OrderConfirmed, to database: Database) throws {
    try copy(
      event.terms, of: event.orderId, version: 1, from: event.signedOn, event.salespersonId, to: database)
  }

  static func copy(_ event: OrderAmended, to database: Database) throws {
    try copy(
      event.terms, of: event.orderId, version: event.version, from: event.amendedOn, event.salespersonId, to: database)
  }

  static func copy(_ event: OrderReinstated, to database: Database) throws { try copy(event.amendment, to: database) }

  /// A version of an order: who it belongs to from a day on, and its lines with their amounts without tax.
  private static func copy(
    _ terms: OrderTerms, of order: ID<Order>, version: Int, from day: BusinessDate, _ salesperson: ID<Employee>?,
    to database: Database
  ) throws {
    try database.run(
      "INSERT OR REPLACE INTO order_owners VALUES (?, ?, ?, ?)", order, version, day, salesperson
    )
    for line in try NetLine.lines(of: terms) {
      try database.run(
        "INSERT OR REPLACE INTO order_lines VALUES (?, ?, ?, ?, ?, ?)", order, version, line.id, line.sku,
        line.gross.amount, line.net.amount)
    }
  }
}
