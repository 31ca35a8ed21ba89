import Kernel
import Persistence
import SQLite

/// What leads keeps of finance: a customer's money, receipts in, reversed receipts and refunds out.
enum MoneyCopies {
  static func note(
    _ id: String, of customer: ID<Customer>, _ amount: Money, on day: BusinessDate, in database: Database
  ) throws {
    try database.run(
      "INSERT OR REPLACE INTO money VALUES (?, ?, ?, ?, ?)", id, customer, day, amount.amount, amount.currency)
  }

  /// All of a customer's money, in fen.
  static func received(of customer: ID<Customer>, in database: Database) throws -> Int64 {
    try database.first(
      "SELECT coalesce(sum(amount), 0) AS received FROM money WHERE customer = ? AND currency = 'CNY'", customer
    ) { try $0.integer("received") } ?? 0
  }
}
