import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// The points ledger (F2): a point for each whole yuan received less refunds; what went back takes its points along,
/// also below zero; what is left of earned points expires after two years, oldest first.
enum Points {
  private static let fenForPoint: Int64 = 100
  private static let validMonths = 24

  /// Brings the ledger level with the customer's money: the sum of what was earned and reversed is that of the money,
  /// however it came in parts.
  static func review(
    _ customer: ID<Customer>, of document: String, on day: BusinessDate, at occurredAt: Instant,
    in unit: borrowing UnitOfWork
  ) throws {
    let received =
      try unit.database.first(
        "SELECT coalesce(sum(amount), 0) FROM money WHERE customer = ? AND currency = 'CNY'", customer.text
      ) { $0.integer(0) } ?? 0
    let told =
      try unit.database.first(
        "SELECT coalesce(sum(points), 0) FROM points WHERE customer = ? AND kind IN ('earned', 'reversed')",
        customer.text
      ) { $0.integer(0) } ?? 0
    let difference = Int(received / fenForPoint - told)
    guard difference != 0 else { return }
    try unit.record(
      PointsChanged(
        entryId: unit.newID(), customerId: customer, kind: difference > 0 ? .earned : .reversed, points: difference,
        reason: nil, refersTo: document, on: day, expiresOn: difference > 0 ? day.adding(months: validMonths) : nil,
        occurredAt: occurredAt))
  }
}
