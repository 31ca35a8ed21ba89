import Contracts
import Kernel

extension CommissionAccount {
  /// What earns: the order that was signed, the delivery, the allocation.
  struct Cause {
    var id: String
    var trigger: CommissionTrigger
    var receivable: ID<Receivable>?
    var gross: Money
    /// Net money.
    var nets: [Goods: Int64]
    var on: BusinessDate
    var occurredAt: Instant
  }

  /// What a plan is for, and what is still to come.
  private struct Match: Hashable {
    var plan: PlanVersion
    var awaits: CommissionAccrued.Awaited?

    var order: (String, String, String) { (plan.code.text, awaits?.category ?? "", awaits?.sku ?? "") }
  }

  /// Accrues for whoever the order belongs to on that day, by the plans in force on it.
  mutating func earn(_ cause: Cause) throws(MoneyError) -> [any DomainEvent] {
    guard let salesperson = owner(on: cause.on) else { return [] }
    return try earn(cause, by: salesperson)
  }

  mutating func earn(_ cause: Cause, by salesperson: ID<Employee>) throws(MoneyError) -> [any DomainEvent] {
    var events: [any DomainEvent] = []
    let posted = books.firstOpen(from: cause.on)
    for (match, net) in matches(cause, salesperson).sorted(by: { $0.key.order < $1.key.order }) {
      let plan = match.plan
      let base = try Money(net, cause.gross.currency)
      let amount = try CommissionRule.amount(
        of: base, beside: try standing(plan.code, plan.version, salesperson, in: base.currency), at: plan.rate)
      let accrued = CommissionAccrued(
        commissionId: books.id(), customerId: customerID, orderId: orderID, salespersonId: salesperson,
        planCode: plan.code, planVersion: plan.version, trigger: cause.trigger, ratePercent: plan.rate,
        causeId: cause.id, receivableId: cause.receivable, gross: cause.gross, base: base, amount: amount,
        on: posted,
        entry: .moving(
          on: posted, debit: [(Account.commissionExpense, amount)], credit: [(Account.commissionPayable, amount)],
          refersTo: cause.on),
        awaits: match.awaits, occurredAt: cause.occurredAt)
      facts.accruals.append(CommissionAccrual(accrued, planCategory: plan.category))
      events.append(accrued)
    }
    return events
  }

  /// Bases by plan. What no plan is for yet, but one may be, waits under a plan of its own without a rate.
  private func matches(_ cause: Cause, _ salesperson: ID<Employee>) -> [Match: Int64] {
    let role = facts.roles[salesperson]
    var bases: [Match: Int64] = [:]
    guard !facts.plans.isEmpty else { return bases }
    for (goods, net) in cause.nets where net > 0 {
      let (plan, isFinal) = CommissionRule.plan(
        of: facts.plans, trigger: cause.trigger,
        for: CommissionSubject(salesperson: salesperson, role: role, goods: goods), on: cause.on)
      guard let plan = plan ?? (isFinal ? nil : .none(cause.trigger, on: cause.on)) else { continue }
      let awaits = CommissionAccrued.Awaited(
        role: role == nil, sku: goods.unknown, category: goods.category, on: cause.on)
      bases[Match(plan: plan, awaits: isFinal ? nil : awaits), default: 0] += net
    }
    return bases
  }

  // MARK: Facts that come late

  /// An accrual that awaited a salesperson's role or a product: what is left of it is taken back and earned by the
  /// plans of its day (no handler may need an order between sources). `goods`: what is known now; `code`: the fact that
  /// came.
  public mutating func match(
    _ id: ID<Commission>, with goods: Goods, on day: BusinessDate, because code: String, at now: Instant
  ) throws(MoneyError) -> [any DomainEvent] {
    guard let accrual = accruals(.accrual(id)).first else { return [] }
    var events = try takeBack(accrual.base, of: accrual, cause: code, on: accrual.on, at: now)
    events += try earn(
      Cause(
        id: accrual.cause, trigger: accrual.trigger, receivable: accrual.receivable, gross: accrual.gross,
        nets: [goods: accrual.base.amount], on: day, occurredAt: now), by: accrual.salesperson)
    return events
  }
}

extension PlanVersion {
  /// Stands for the plan that is still to be found.
  fileprivate static func none(_ trigger: CommissionTrigger, on day: BusinessDate) -> PlanVersion {
    PlanVersion(
      code: "-", version: 0, salespersonID: nil, role: nil, category: nil, trigger: trigger, rate: .zero,
      validFrom: day)
  }
}
