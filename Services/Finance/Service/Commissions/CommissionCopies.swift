import Contracts
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

  /// A version of an order: who it belongs to from a day on, and its lines with their amounts without tax. The tax of
  /// a rate is computed from the gross of all its lines (`rules.md`, Money), and their net split by largest remainder.
  static func copy(
    _ terms: OrderTerms, of order: ID<Order>, version: Int, from day: BusinessDate, _ salesperson: ID<Employee>?,
    to database: Database
  ) throws {
    try database.run(
      "INSERT OR REPLACE INTO order_owners VALUES (?, ?, ?, ?)", order.text, version, day.description, salesperson?.text
    )
    func write(_ line: String, _ sku: String?, _ gross: Money, _ net: Money) throws {
      try database.run(
        "INSERT OR REPLACE INTO order_lines VALUES (?, ?, ?, ?, ?, ?)", order.text, version, line, sku, gross.amount,
        net.amount)
    }
    guard !terms.lines.isEmpty else {
      let tax = try Money.sum(terms.taxes.map(\.tax), in: terms.total.currency)
      return try write("", nil, terms.total, try terms.total.subtracting(tax))
    }
    for rate in Set(terms.lines.map(\.taxRatePercent)) {
      let lines = terms.lines.filter { $0.taxRatePercent == rate }
      let gross = try Money.sum(lines.map(\.amount), in: terms.total.currency)
      let tax = terms.taxes.first { $0.ratePercent == rate }?.tax ?? .zero(gross.currency)
      let nets = try gross.subtracting(tax).split(lines.map(\.amount.amount))
      for (line, net) in zip(lines, nets) { try write(line.lineId.text, line.sku, line.amount, net) }
    }
  }
}
