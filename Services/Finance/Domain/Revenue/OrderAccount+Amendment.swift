import Contracts
import Kernel

extension OrderAccount {
  /// An amendment changes the receivables as `AmendedPlan` says: less first, so that what is freed can pay what is
  /// added. What was paid beyond a new amount is the customer's again.
  public mutating func amend(_ event: OrderAmended) throws(MoneyError) {
    let opened = try change(by: event)
    try settlement.applyCredit(to: opened, at: event.occurredAt)
  }

  /// All of an amendment but for the credit: answers with what it has opened.
  mutating func change(by event: OrderAmended) throws(MoneyError) -> [ID<Receivable>] {
    let outcome = try AmendedPlan.outcome(
      of: event.terms.instalments, standing: items.filter { $0.cancelled == 0 }, on: event.amendedOn)
    let unsold = max(0, event.terms.total.amount - event.previousTotal.amount - max(0, outcome.increase))
    try settlement.commission(of: orderID) { (account) throws(MoneyError) in
      try account.amended(event, unsold: unsold, sold: outcome.sold)
    }
    for change in outcome.changes.sorted(by: { $0.increase < $1.increase }) { try amend(change, by: event) }
    return open(outcome.added, on: event.amendedOn, event.salespersonId, event.shop, at: event.occurredAt)
  }

  private mutating func amend(_ change: AmendedPlan.Change, by event: OrderAmended) throws(MoneyError) {
    guard let item = settlement.receivable(change.standing.id) else { return }
    let day = max(event.amendedOn, item.on)
    let delta = try change.amount.subtracting(change.standing.amount)
    let excess = -(item.open.amount + delta.amount)
    if excess > 0 {
      try settlement.free(
        try Money(excess, delta.currency), of: settlement.allocations(to: item.id), on: day, at: event.occurredAt)
    }
    var parts = [(on: day, amount: delta.amount)]
    if delta.amount < 0, let course = settlement.receivable(item.id)?.course {
      parts = course.leaving(-delta.amount, from: day).map { ($0.on, -$0.amount) }
    }
    var amount = change.standing.amount
    for part in parts {
      let (previous, step) = (amount, try Money(part.amount, delta.currency))
      let posted = books.firstOpen(from: part.on)
      amount = try amount.adding(step)
      try apply(
        ReceivableAmended(
          receivableId: item.id, customerId: customerID, orderId: orderID, label: change.label,
          previousAmount: previous, amount: amount, dueOn: change.dueOn, on: posted,
          entry: try amending(by: step, on: posted, refersTo: part.on), occurredAt: event.occurredAt),
        because: event)
    }
  }

  /// What is added is contract liability. What is taken away leaves that first; where credit notes have used it up,
  /// revenue and tax, as with a credit note.
  private func amending(
    by delta: Money, on posted: BusinessDate, refersTo day: BusinessDate
  ) throws(MoneyError) -> LedgerEntry {
    guard delta.amount < -undelivered else {
      return .moving(
        on: posted, debit: [(Account.receivable, delta)], credit: [(Account.contractLiability, delta)], refersTo: day)
    }
    let parts = try takingOff(delta.negated)
    return .moving(
      on: posted,
      debit: [
        (Account.contractLiability, parts.undelivered), (Account.revenue, parts.revenue), (Account.tax, parts.tax),
      ],
      credit: [(Account.receivable, delta.negated)], refersTo: day)
  }

  private mutating func apply(_ event: ReceivableAmended, because cause: OrderAmended) throws(MoneyError) {
    let delta = try event.amount.subtracting(event.previousAmount)
    let change = event.revenue
    if let index = items.firstIndex(where: { $0.id == event.receivableId }) {
      items[index].amount = event.amount
      items[index].label = event.label
      items[index].dueOn = event.dueOn
    }
    try settlement.move(event.receivableId, by: delta, on: event.on)
    liability += delta.amount - change.amount
    earned.amount += change.amount
    earned.tax += change.tax
    settlement.record(event)
    let (taken, before) = (-change.amount, earned.amount - change.amount)
    try settlement.commission(of: orderID) { (account) throws(MoneyError) in
      try account.revenueAmended(cause, taken: taken, of: before, on: event.on)
    }
  }
}

extension AmendedPlan.Change {
  fileprivate var increase: Int64 { amount.amount - standing.amount.amount }
}

extension ReceivableAmended {
  /// By what its entry changes what was earned: zero, or less.
  public var revenue: OrderAccount.Earned {
    let tax = -entry.debit(of: Account.tax).amount
    return OrderAccount.Earned(amount: tax - entry.debit(of: Account.revenue).amount, tax: tax)
  }
}
