import Contracts
import Kernel

extension CommissionAccount {
  /// What stands of the order's accruals, the latest first.
  func accruals(_ scope: CommissionScope) -> [CommissionAccrual] {
    facts.accruals.filter { $0.base.amount > 0 && scope.includes($0) }.reversed()
  }

  /// Takes back the same part of each accrual.
  mutating func takeBack(
    _ part: Int64, of whole: Int64, _ scope: CommissionScope, cause: String, on day: BusinessDate,
    at occurredAt: Instant
  ) throws(MoneyError) -> [any DomainEvent] {
    guard part > 0, whole > 0 else { return [] }
    var events: [any DomainEvent] = []
    for accrual in accruals(scope) {
      let base = part >= whole ? accrual.base : try accrual.base.scaled(part, over: whole)
      events += try takeBack(base, of: accrual, cause: cause, on: day, at: occurredAt)
    }
    return events
  }

  /// Takes back so much base, the latest accrual first.
  mutating func takeBack(
    net: Int64, _ scope: CommissionScope, cause: String, on day: BusinessDate, at occurredAt: Instant
  ) throws(MoneyError) -> [any DomainEvent] {
    var rest = net
    var events: [any DomainEvent] = []
    for accrual in accruals(scope) where rest > 0 {
      let base = try Money(min(rest, accrual.base.amount), accrual.base.currency)
      rest -= base.amount
      events += try takeBack(base, of: accrual, cause: cause, on: day, at: occurredAt)
    }
    return events
  }

  /// At the original rate and from the original person; what was paid out already becomes a debt that is carried
  /// forward, since what is open is the sum.
  mutating func takeBack(
    _ base: Money, of accrual: CommissionAccrual, cause: String, on day: BusinessDate, at occurredAt: Instant
  ) throws(MoneyError) -> [any DomainEvent] {
    guard base.amount > 0 else { return [] }
    let standing = try standing(accrual.planCode, accrual.planVersion, accrual.salesperson, in: base.currency)
    let amount = try CommissionRule.amount(of: base.negated, beside: standing, at: accrual.rate)
    let due = max(day, accrual.on)
    let posted = books.firstOpen(from: due)
    let adjusted = CommissionAdjusted(
      commissionId: accrual.id, customerId: customerID, orderId: orderID, salespersonId: accrual.salesperson,
      planCode: accrual.planCode, planVersion: accrual.planVersion, trigger: accrual.trigger,
      ratePercent: accrual.rate, causeId: cause,
      gross: try accrual.gross.scaled(base.amount, over: accrual.base.amount).negated, base: base.negated,
      amount: amount, on: posted,
      entry: .moving(
        on: posted, debit: [(Account.commissionPayable, amount.negated)],
        credit: [(Account.commissionExpense, amount.negated)], refersTo: books.reference(to: accrual.on) ?? due),
      occurredAt: occurredAt)
    if let index = facts.accruals.firstIndex(where: { $0.id == accrual.id }) {
      try facts.accruals[index].apply(adjusted)
    }
    return [adjusted]
  }
}
