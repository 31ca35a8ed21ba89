import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite

/// Commission accounts of orders in the store.
enum CommissionAccounts {
  static func find(
    _ orders: Set<ID<Order>>, of customer: ID<Customer>, _ books: Books, in database: Database
  ) throws -> [ID<Order>: CommissionAccount] {
    let plans = try CommissionPlans.versions(in: database)
    return try Dictionary(
      uniqueKeysWithValues: orders.map { order in
        (order, try find(order, of: customer, plans, books, in: database))
      })
  }

  static func find(
    _ order: ID<Order>, of customer: ID<Customer>, _ plans: [PlanVersion], _ books: Books, in database: Database
  ) throws -> CommissionAccount {
    var facts = CommissionAccount.Facts()
    // Without a plan nothing is earned, and nothing was.
    guard !plans.isEmpty else { return CommissionAccount(of: order, customer, facts, books: books) }
    facts.plans = plans
    facts.owners = try owners(of: order, in: database)
    facts.lines = try lines(of: order, in: database)
    facts.total = try database.first("SELECT total FROM orders WHERE id = ?", order.text) { $0.integer(0) } ?? 0
    facts.accruals = try accruals(of: order, in: database)
    for person in Set(facts.owners.compactMap(\.salesperson) + facts.accruals.map(\.salesperson)) {
      facts.roles[person] = try database.first("SELECT role FROM employees WHERE code = ?", person.text) { $0.text(0) }
    }
    try database.each("SELECT receivable, sum(amount) FROM allocations WHERE order_id = ? GROUP BY 1", [order.text]) {
      facts.allocated[ID($0.text(0))] = $0.integer(1)
    }
    try database.each(
      """
      SELECT receivable, sum(surplus) FROM credit_notes
      WHERE receivable IN (SELECT id FROM receivables WHERE order_id = ?) GROUP BY 1
      """, [order.text]
    ) { facts.surplus[ID($0.text(0))] = $0.integer(1) }
    return CommissionAccount(of: order, customer, facts, books: books)
  }

  private static func owners(of order: ID<Order>, in database: Database) throws -> [CommissionAccount.Owner] {
    try database.all(
      "SELECT from_day, salesperson FROM order_owners WHERE order_id = ? ORDER BY from_day, version", order.text
    ) { CommissionAccount.Owner(from: try Items.day($0.text(0)), salesperson: $0.optionalText(1).map { ID($0) }) }
  }

  private static func lines(of order: ID<Order>, in database: Database) throws -> [CommissionAccount.Line] {
    try database.all(
      """
      SELECT l.version, l.line, p.category, CASE WHEN p.sku IS NULL THEN l.sku END, l.gross, l.net
      FROM order_lines l LEFT JOIN products p ON p.sku = l.sku WHERE l.order_id = ? ORDER BY l.version, l.line
      """, order.text
    ) {
      CommissionAccount.Line(
        version: $0.int(0), id: $0.text(1),
        goods: CommissionSubject.Goods(category: $0.optionalText(2), unknown: $0.optionalText(3)),
        gross: $0.integer(4), net: $0.integer(5))
    }
  }

  private static func accruals(of order: ID<Order>, in database: Database) throws -> [CommissionAccrual] {
    try database.all(
      """
      SELECT c.id, c.salesperson, c.plan, c.version, p.category, c.trigger, c.rate, c.cause, c.receivable, c.gross,
        c.base, c.currency, c.on_day, w.category
      FROM commissions c LEFT JOIN commission_plans p ON p.code = c.plan AND p.version = c.version
      LEFT JOIN commission_awaits w ON w.commission = c.id WHERE c.order_id = ? ORDER BY c.place
      """, order.text
    ) {
      CommissionAccrual(
        id: ID($0.text(0)), salesperson: ID($0.text(1)), planCode: ID($0.text(2)), planVersion: $0.int(3),
        planCategory: $0.optionalText(4), trigger: CommissionTrigger(rawValue: $0.text(5)) ?? .signed,
        rate: Percent(hundredths: $0.int(6)), cause: $0.text(7), receivable: $0.optionalText(8).map { ID($0) },
        gross: try Items.money($0.integer(9), $0.text(11)), base: try Items.money($0.integer(10), $0.text(11)),
        on: try Items.day($0.text(12)), awaitedCategory: $0.optionalText(13))
    }
  }
}
