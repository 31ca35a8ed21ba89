import Contracts
import FinanceDomain
import Kernel
import SQLite

/// How a customer has paid and what it has brought in, for whoever decides on its terms (D11).
struct CreditHistory: Codable, Sendable {
  /// What was paid of receivables, and stands.
  var paid: Money
  /// The part of it that was paid by its due date; absent where nothing was paid.
  var onTimePercent: Percent?
  /// Days after the due date, all that was paid weighed by its amount; what was paid before counts as zero.
  var averageDaysLate: Int?
  /// Revenue without tax.
  var revenue: Money
  /// Commission and gifts: what finance knows of the cost.
  var directCosts: Money
}

extension CreditHistory {
  init(of customer: ID<Customer>, in currency: Currency, _ database: Database) throws {
    let (paid, onTime, lateness) =
      try database.first(
        """
        SELECT coalesce(sum(amount), 0), coalesce(sum(CASE WHEN late <= 0 THEN amount ELSE 0 END), 0),
          coalesce(sum(amount * max(0, late)) / sum(amount), 0)
        FROM (SELECT sum(a.amount) AS amount,
            CAST(julianday(max(CASE WHEN a.reversal = 0 THEN a.on_day END)) - julianday(max(r.due_on)) AS INTEGER) AS late
          FROM allocations a JOIN receivables r ON r.id = a.receivable
          WHERE a.customer = ?1 AND a.currency = ?2 GROUP BY a.id HAVING sum(a.amount) > 0)
        """, customer.text, currency.code
      ) { ($0.integer(0), $0.integer(1), $0.integer(2)) } ?? (0, 0, 0)
    let (revenue, costs) =
      try database.first(
        """
        WITH subjects AS (
          SELECT DISTINCT coalesce(order_id, id) AS id FROM receivables WHERE customer = ?1 AND currency = ?2)
        SELECT (SELECT coalesce(sum(amount - tax), 0) FROM earned WHERE subject IN subjects),
          (SELECT coalesce(sum(amount), 0) FROM commissions WHERE order_id IN subjects)
          + (SELECT coalesce(sum(amount), 0) FROM expenses
            WHERE customer = ?1 AND currency = ?2 AND reversed_on IS NULL)
        """, customer.text, currency.code
      ) { ($0.integer(0), $0.integer(1)) } ?? (0, 0)
    self.init(
      paid: try Money(paid, currency), onTimePercent: paid == 0 ? nil : .share(onTime, of: paid),
      averageDaysLate: paid == 0 ? nil : Int(lateness), revenue: try Money(revenue, currency),
      directCosts: try Money(costs, currency))
  }
}
