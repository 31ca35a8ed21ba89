import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit

/// Commission accounts of orders in the store.
enum CommissionStore {
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
    ) { CommissionAccount.Owner(from: try $0.date("from_day"), salesperson: try $0.optionalID("salesperson")) }
  }

  private static func lines(of order: ID<Order>, in database: Database) throws -> [CommissionAccount.Line] {
    try database.all(
      """
      SELECT l.version, l.line, p.category, CASE WHEN p.sku IS NULL THEN l.sku END AS unknown, l.gross, l.net
      FROM order_lines l LEFT JOIN products p ON p.sku = l.sku WHERE l.order_id = ? ORDER BY l.version, l.line
      """, order
    ) {
      CommissionAccount.Line(
        version: try $0.int("version"), id: try $0.text("line"),
        goods: CommissionSubject.Goods(
          category: try $0.optionalText("category"), unknown: try $0.optionalText("unknown")),
        gross: try $0.integer("gross"), net: try $0.integer("net"))
    }
  }

  private static func accruals(of order: ID<Order>, in database: Database) throws -> [CommissionAccrual] {
    try database.all(
      """
      SELECT c.id, c.salesperson, c.plan, c.version, p.category, c.trigger, c.rate, c.cause, c.receivable, c.gross,
        c.base, c.currency, c.on_day, w.category AS awaited
      FROM commissions c LEFT JOIN commission_plans p ON p.code = c.plan AND p.version = c.version
      LEFT JOIN commission_awaits w ON w.commission = c.id WHERE c.order_id = ? ORDER BY c.place
      """, order
    ) {
      CommissionAccrual(
        id: try $0.id("id"), salesperson: try $0.id("salesperson"), planCode: try $0.id("plan"),
        planVersion: try $0.int("version"), planCategory: try $0.optionalText("category"),
        trigger: try $0.choice("trigger"), rate: Percent(hundredths: try $0.int("rate")),
        cause: try $0.text("cause"), receivable: try $0.optionalID("receivable"), gross: try $0.money("gross"),
        base: try $0.money("base"), on: try $0.date("on_day"), awaitedCategory: try $0.optionalText("awaited"))
    }
  }

  // MARK: Own events

  static func accrue(_ event: CommissionAccrued, to database: Database) throws {
    try database.run(
      """
      INSERT INTO commissions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
        (SELECT count(*) FROM commissions WHERE order_id = ?3))
      """, event.commissionId, event.customerId, event.orderId, event.salespersonId, event.planCode,
      event.planVersion, event.trigger.rawValue, event.ratePercent.hundredths, event.causeId, event.receivableId,
      event.gross.amount, event.base.amount, event.amount.amount, event.amount.currency, event.on)
    if let awaits = event.awaits {
      try database.run(
        "INSERT INTO commission_awaits VALUES (?, ?, ?, ?, ?)", event.commissionId, awaits.role, awaits.sku,
        awaits.category, awaits.on)
    }
    try line(event.commissionId, event.salespersonId, "accrued", event.amount, event.on, event.causeId, to: database)
    try LedgerStore.post(event.entry, "commission", of: event.commissionId, event.customerId, to: database)
  }

  static func adjust(_ event: CommissionAdjusted, to database: Database) throws {
    try database.run(
      "UPDATE commissions SET gross = gross + ?, base = base + ?, amount = amount + ? WHERE id = ?",
      event.gross.amount, event.base.amount, event.amount.amount, event.commissionId)
    try database.run(
      "DELETE FROM commission_awaits WHERE commission = ?1 AND (SELECT base FROM commissions WHERE id = ?1) = 0",
      event.commissionId)
    try line(event.commissionId, event.salespersonId, "adjusted", event.amount, event.on, event.causeId, to: database)
    try LedgerStore.post(event.entry, "commission-adjusted", of: event.commissionId, event.customerId, to: database)
  }

  static func pay(_ event: CommissionPaid, to database: Database) throws {
    try DocumentNumbers.finance.take(event.number, to: database)
    try database.run(
      "INSERT INTO commission_payouts VALUES (?, ?, ?, ?, ?, ?, ?)", event.payoutId, event.number,
      event.salespersonId, event.amount.amount, event.amount.currency, event.method.rawValue, event.paidOn)
    try line(nil, event.salespersonId, "paid", event.amount.negated, event.paidOn, event.payoutId.text, to: database)
    try LedgerStore.post(event.entry, "commission-paid", of: event.payoutId, nil, to: database)
  }

  private static func line(
    _ commission: ID<Commission>?, _ salesperson: ID<Employee>, _ kind: String, _ amount: Money, _ day: BusinessDate,
    _ cause: String, to database: Database
  ) throws {
    guard !amount.isZero else { return }
    try database.run(
      "INSERT INTO commission_lines VALUES (?, ?, ?, ?, ?, ?, ?)", commission, salesperson, kind, amount.amount,
      amount.currency, day, cause)
    try database.run(
      """
      INSERT INTO commission_months VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET amount = amount + excluded.amount
      """, salesperson, amount.currency, day.month, kind, amount.amount)
  }
}
