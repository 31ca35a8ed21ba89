import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite

/// Facts that finance heard of after commission was earned that depends on them: what awaited one is matched again.
enum LateFacts {
  /// A salesperson's role has come.
  static func match(_ event: EmployeeChanged, _ unit: borrowing UnitOfWork) throws {
    try match("w.role = 1 AND c.salesperson = ?", event.code.text, in: unit)
  }

  /// A product has come.
  static func match(_ event: ProductChanged, _ unit: borrowing UnitOfWork) throws {
    try match("w.sku = ?", event.sku, in: unit)
  }

  /// An accrual that awaited the fact.
  private struct Waiting {
    var id: ID<Commission>
    var order: ID<Order>
    var customer: ID<Customer>
    var on: BusinessDate
    var goods: CommissionSubject.Goods
  }

  private static func match(_ condition: String, _ code: String, in unit: borrowing UnitOfWork) throws {
    let waiting = try unit.database.all(
      """
      SELECT c.id, c.order_id, c.customer, w.on_day, coalesce(p.category, w.category) AS category,
        CASE WHEN p.category IS NULL THEN w.sku END AS unknown
      FROM commission_awaits w JOIN commissions c ON c.id = w.commission LEFT JOIN products p ON p.sku = w.sku
      WHERE \(condition) ORDER BY c.rowid
      """, code
    ) {
      Waiting(
        id: try $0.id("id"), order: try $0.id("order_id"), customer: try $0.id("customer"),
        on: try $0.date("on_day"),
        goods: CommissionSubject.Goods(
          category: try $0.optionalText("category"), unknown: try $0.optionalText("unknown")))
    }
    let books = try unit.books()
    let plans = waiting.isEmpty ? [] : try CommissionPlans.versions(in: unit.database)
    var accounts: [ID<Order>: CommissionAccount] = [:]
    for item in waiting {
      var account =
        try accounts[item.order]
        ?? CommissionStore.find(item.order, of: item.customer, plans, books, in: unit.database)
      try unit.record(all: try account.match(item.id, with: item.goods, on: item.on, because: code, at: unit.now))
      accounts[item.order] = account
    }
  }
}
