import Contracts
import FinanceDomain
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// Commission as facts earn it and take it back (C15, H9). Its base is money without tax; what is taken back is taken
/// from the original accrual, at its rate and from its person (`rules.md`, Commission).
enum Commissions {
  typealias Goods = CommissionSubject.Goods

  /// What earns: the order that was signed, the delivery, the allocation.
  struct Cause {
    var id: String
    var trigger: CommissionTrigger
    var order: ID<Order>
    var customer: ID<Customer>
    var receivable: ID<Receivable>?
    var gross: Money
    /// Net money.
    var nets: [Goods: Int64]
    var on: BusinessDate
    var occurredAt: Instant
  }

  /// Accrues for whoever the order belongs to on that day, by the plans in force on it.
  static func earn(_ cause: Cause, in unit: borrowing UnitOfWork) throws {
    guard let salesperson = try owner(of: cause.order, on: cause.on, in: unit.database) else { return }
    try earn(cause, by: salesperson, in: unit)
  }

  /// What a plan is for, and what is still to come.
  private struct Match: Hashable {
    var plan: PlanVersion
    var awaits: CommissionAccrued.Awaited?
  }

  private static func earn(_ cause: Cause, by salesperson: ID<Employee>, in unit: borrowing UnitOfWork) throws {
    let versions = try CommissionPlans.versions(in: unit.database)
    guard !versions.isEmpty else { return }
    let role = try unit.database.first("SELECT role FROM employees WHERE code = ?", salesperson.text) { $0.text(0) }
    var bases: [Match: Int64] = [:]
    for (goods, net) in cause.nets where net > 0 {
      let (plan, isFinal) = CommissionRule.plan(
        of: versions, trigger: cause.trigger,
        for: CommissionSubject(salesperson: salesperson, role: role, goods: goods), on: cause.on)
      guard let plan = plan ?? (isFinal ? nil : none(cause)) else { continue }
      let awaits = CommissionAccrued.Awaited(
        role: role == nil, sku: goods.unknown, category: goods.category, on: cause.on)
      bases[Match(plan: plan, awaits: isFinal ? nil : awaits), default: 0] += net
    }
    let posted = try Periods.firstOpen(from: cause.on, in: unit.database)
    func order(_ match: Match) -> (String, String, String) {
      (match.plan.code.text, match.awaits?.category ?? "", match.awaits?.sku ?? "")
    }
    for (match, net) in bases.sorted(by: { order($0.key) < order($1.key) }) {
      let plan = match.plan
      let base = try Money(net, cause.gross.currency)
      let standing = try standing(cause.order, plan, salesperson, base.currency, in: unit.database)
      let amount = try CommissionRule.amount(of: base, beside: standing, at: plan.rate)
      try unit.record(
        CommissionAccrued(
          commissionId: unit.newID(), customerId: cause.customer, orderId: cause.order, salespersonId: salesperson,
          planCode: plan.code, planVersion: plan.version, trigger: cause.trigger, ratePercent: plan.rate,
          causeId: cause.id, receivableId: cause.receivable, gross: cause.gross, base: base, amount: amount,
          on: posted,
          entry: .moving(
            on: posted, debit: [(Account.commissionExpense, amount)], credit: [(Account.commissionPayable, amount)],
            refersTo: cause.on),
          awaits: match.awaits, occurredAt: cause.occurredAt))
    }
  }

  /// Stands for the plan that is still to be found.
  private static func none(_ cause: Cause) -> PlanVersion {
    PlanVersion(
      code: "-", version: 0, salespersonID: nil, role: nil, category: nil, trigger: cause.trigger, rate: .zero,
      validFrom: cause.on)
  }

  /// Who an order belongs to on a day: a change of owner splits by date.
  private static func owner(of order: ID<Order>, on day: BusinessDate, in database: Database) throws -> ID<Employee>? {
    let owners = try database.all(
      "SELECT from_day, salesperson FROM order_owners WHERE order_id = ? ORDER BY from_day, version", order.text
    ) { ($0.text(0), $0.optionalText(1)) }
    return (owners.last { $0.0 <= day.description } ?? owners.first)?.1.map { ID($0) }
  }

  private static func standing(
    _ order: ID<Order>, _ plan: PlanVersion, _ salesperson: ID<Employee>, _ currency: Currency, in database: Database
  ) throws -> Money {
    try Money(
      try database.first(
        """
        SELECT coalesce(sum(base), 0) FROM commissions WHERE order_id = ? AND plan = ? AND version = ?
          AND salesperson = ?
        """, order.text, plan.code.text, plan.version, salesperson.text
      ) { $0.integer(0) } ?? 0, currency)
  }

  // MARK: Facts that come late

  /// A salesperson's role has come: what awaited it is matched again.
  static func match(_ event: EmployeeChanged, _: EventOrigin, in unit: borrowing UnitOfWork) throws {
    try match("w.role = 1 AND c.salesperson = ?", event.code.text, in: unit)
  }

  /// A product has come: what awaited its category is matched again.
  static func match(_ event: ProductChanged, _: EventOrigin, in unit: borrowing UnitOfWork) throws {
    try match("w.sku = ?", event.sku, in: unit)
  }

  /// Takes back what stands of accruals that awaited a fact and earns it by the plan of their day (`messaging.md`: no
  /// handler may need an order between sources).
  private static func match(_ condition: String, _ code: String, in unit: borrowing UnitOfWork) throws {
    let database = unit.database
    let waiting = try database.all(
      """
      SELECT c.id, c.order_id, c.customer, c.cause, c.receivable, w.on_day, w.category, w.sku
      FROM commission_awaits w JOIN commissions c ON c.id = w.commission WHERE \(condition) ORDER BY c.rowid
      """, code
    ) { row in
      (
        id: row.text(0), order: ID<Order>(row.text(1)), customer: ID<Customer>(row.text(2)), cause: row.text(3),
        receivable: row.optionalText(4).map { ID<Receivable>($0) }, on: try Items.day(row.text(5)),
        category: row.optionalText(6), sku: row.optionalText(7)
      )
    }
    for item in waiting {
      guard let accrual = try accruals(.accrual(item.id), of: item.order, in: database).first else { continue }
      try takeBack(
        accrual.base, of: accrual, order: item.order, customer: item.customer, cause: code, on: accrual.on,
        at: unit.now, in: unit)
      let category = try item.sku.flatMap { sku in
        try database.first("SELECT category FROM products WHERE sku = ?", sku) { $0.text(0) }
      }
      let goods =
        category.map { Goods(category: $0) } ?? Goods(category: item.category, unknown: item.sku)
      try earn(
        Cause(
          id: item.cause, trigger: accrual.plan.trigger, order: item.order, customer: item.customer,
          receivable: item.receivable, gross: accrual.gross, nets: [goods: accrual.base.amount], on: item.on,
          occurredAt: unit.now), by: accrual.salesperson, in: unit)
    }
  }

  // MARK: Taking back

  /// An accrual with what is left of it.
  private struct Accrual {
    var id: ID<Commission>
    var salesperson: ID<Employee>
    var plan: PlanVersion
    var gross: Money
    var base: Money
    var on: BusinessDate
  }

  /// Which accruals of an order something takes back from.
  enum Scope {
    case cause(String)
    case receivable(ID<Receivable>)
    case trigger(CommissionTrigger)
    /// Those by plans that are for this category, or for all.
    case signed(category: String?)
    case accrual(String)
  }

  /// Takes back the same part of each accrual.
  static func takeBack(
    _ part: Int64, of whole: Int64, _ scope: Scope, order: ID<Order>, customer: ID<Customer>, cause: String,
    on day: BusinessDate, at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    guard part > 0, whole > 0 else { return }
    for accrual in try accruals(scope, of: order, in: unit.database) {
      let base = part >= whole ? accrual.base : try accrual.base.scaled(part, over: whole)
      try takeBack(
        base, of: accrual, order: order, customer: customer, cause: cause, on: day, at: occurredAt, in: unit)
    }
  }

  /// Takes back so much base, the latest accrual first.
  static func takeBack(
    net: Int64, _ scope: Scope, order: ID<Order>, customer: ID<Customer>, cause: String, on day: BusinessDate,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    var rest = net
    for accrual in try accruals(scope, of: order, in: unit.database) where rest > 0 {
      let base = try Money(min(rest, accrual.base.amount), accrual.base.currency)
      rest -= base.amount
      try takeBack(
        base, of: accrual, order: order, customer: customer, cause: cause, on: day, at: occurredAt, in: unit)
    }
  }

  private static func takeBack(
    _ base: Money, of accrual: Accrual, order: ID<Order>, customer: ID<Customer>, cause: String, on day: BusinessDate,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    guard base.amount > 0 else { return }
    let standing = try standing(order, accrual.plan, accrual.salesperson, base.currency, in: unit.database)
    let amount = try CommissionRule.amount(of: base.negated, beside: standing, at: accrual.plan.rate)
    let gross = try accrual.gross.scaled(base.amount, over: accrual.base.amount)
    let due = max(day, accrual.on)
    let posted = try Periods.firstOpen(from: due, in: unit.database)
    try unit.record(
      CommissionAdjusted(
        commissionId: accrual.id, customerId: customer, orderId: order, salespersonId: accrual.salesperson,
        planCode: accrual.plan.code, planVersion: accrual.plan.version, trigger: accrual.plan.trigger,
        ratePercent: accrual.plan.rate, causeId: cause, gross: gross.negated, base: base.negated, amount: amount,
        on: posted,
        entry: .moving(
          on: posted, debit: [(Account.commissionPayable, amount.negated)],
          credit: [(Account.commissionExpense, amount.negated)],
          refersTo: try Periods.reference(to: accrual.on, in: unit.database) ?? due),
        occurredAt: occurredAt))
  }

  /// What stands of an order's accruals, the latest first.
  private static func accruals(_ scope: Scope, of order: ID<Order>, in database: Database) throws -> [Accrual] {
    let (condition, value): (String, String) =
      switch scope {
      case .cause(let id): ("c.cause = ?2", id)
      case .receivable(let id): ("c.receivable = ?2", id.text)
      case .trigger(let trigger): ("c.trigger = ?2", trigger.rawValue)
      case .signed(let category):
        ("c.trigger = 'signed' AND coalesce(p.category, w.category, ?2) = ?2", category ?? "")
      case .accrual(let id): ("c.id = ?2", id)
      }
    return try database.all(
      """
      SELECT c.id, c.salesperson, c.plan, c.version, c.trigger, c.rate, c.gross, c.base, c.currency, c.on_day
      FROM commissions c LEFT JOIN commission_plans p ON p.code = c.plan AND p.version = c.version
      LEFT JOIN commission_awaits w ON w.commission = c.id
      WHERE c.order_id = ?1 AND c.base > 0 AND \(condition) ORDER BY c.place DESC
      """, order.text, value
    ) {
      let day = try Items.day($0.text(9))
      return Accrual(
        id: ID($0.text(0)), salesperson: ID($0.text(1)),
        plan: PlanVersion(
          code: ID($0.text(2)), version: $0.int(3), salespersonID: nil, role: nil, category: nil,
          trigger: CommissionTrigger(rawValue: $0.text(4)) ?? .signed, rate: Percent(hundredths: $0.int(5)),
          validFrom: day), gross: try Items.money($0.integer(6), $0.text(8)),
        base: try Items.money($0.integer(7), $0.text(8)), on: day)
    }
  }

  /// An order's net money by product category, at a version of its lines.
  static func nets(of order: ID<Order>, version: Int? = nil, in database: Database) throws -> [Goods: Int64] {
    var nets: [Goods: Int64] = [:]
    try database.each(
      """
      SELECT p.category, CASE WHEN p.sku IS NULL THEN l.sku END, l.net
      FROM order_lines l LEFT JOIN products p ON p.sku = l.sku
      WHERE l.order_id = ?1 AND l.version = coalesce(?2, (SELECT max(version) FROM order_lines WHERE order_id = ?1))
      """, [order.text, version]
    ) { nets[Goods(category: $0.optionalText(0), unknown: $0.optionalText(1)), default: 0] += $0.integer(2) }
    return nets
  }
}
