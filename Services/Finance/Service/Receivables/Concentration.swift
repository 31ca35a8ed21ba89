import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// Which customers have a large share of what is open, how much of it is overdue and how old it is (D6).
enum Concentration {
  struct Row: Codable, Sendable {
    var customerId: ID<Customer>
    var name: String?
    var total: Money
    /// Of what is open in that currency.
    var sharePercent: Percent
    var overdue: Money
    /// Days of the oldest overdue instalment.
    var oldestDays: Int
    var unallocated: Money
    var hold: Bool
  }

  /// The largest first, from a place in that order on.
  static func rows(
    asOf day: BusinessDate, after place: Int, limit: Int, for visibility: Visibility, in database: Database
  ) throws -> [Row] {
    try visibility.requireAll(Localized(zh: "应收集中度", en: "Concentration"))
    let aging = try Aging.rowsWithOldest(asOf: day, for: visibility, in: database)
    var totals: [Currency: Int64] = [:]
    for (row, _) in aging { totals[row.total.currency, default: 0] += row.total.amount }
    let largest = aging.filter { $0.row.total.amount > 0 }.sorted {
      ($1.row.total.amount, $0.row.key) < ($0.row.total.amount, $1.row.key)
    }
    return try largest.dropFirst(place).prefix(limit).map { row, oldest in
      let customer = row.customerId ?? ID(row.key)
      return Row(
        customerId: customer, name: try FinanceCustomers.find(customer, in: database)?.name, total: row.total,
        sharePercent: .share(row.total.amount, of: max(1, totals[row.total.currency] ?? 1)),
        overdue: try row.total.subtracting(row.notDue),
        oldestDays: oldest.map { max(0, day.days(since: $0)) } ?? 0,
        unallocated: row.unallocated, hold: try CreditHolds.standing(of: customer, in: database).isHeld)
    }
  }
}
