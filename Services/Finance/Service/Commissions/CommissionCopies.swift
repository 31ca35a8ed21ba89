import Contracts
import FinanceDomain
import Kernel
import Messaging
import SQLite

/// What finance keeps of employees, products and order lines for the sake of commission plans.
enum CommissionCopies {
  static func copy(_ event: EmployeeChanged, _: EventOrigin, _ database: Database) throws {
    try database.run("INSERT OR REPLACE INTO employees VALUES (?, ?)", event.code.text, event.role)
  }

  static func copy(_ event: ProductChanged, _: EventOrigin, _ database: Database) throws {
    try database.run("INSERT OR REPLACE INTO products VALUES (?, ?)", event.sku, event.category)
  }

  /// A version of an order: who it belongs to from a day on, and its lines with their amounts without tax.
  static func copy(
    _ terms: OrderTerms, of order: ID<Order>, version: Int, from day: BusinessDate, _ salesperson: ID<Employee>?,
    to database: Database
  ) throws {
    try database.run(
      "INSERT OR REPLACE INTO order_owners VALUES (?, ?, ?, ?)", order.text, version, day.description, salesperson?.text
    )
    for line in try NetLine.lines(of: terms) {
      try database.run(
        "INSERT OR REPLACE INTO order_lines VALUES (?, ?, ?, ?, ?, ?)", order.text, version, line.id, line.sku,
        line.gross.amount, line.net.amount)
    }
  }
}
