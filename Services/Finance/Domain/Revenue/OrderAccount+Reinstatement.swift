import Contracts
import Kernel

extension OrderAccount {
  /// The order goes on: what its cancellation had closed is owed again, and is then amended to the terms of now. The
  /// customer's credit is laid on that as on an order that is new, so what was paid for it before counts again, as far as
  /// it was not refunded or used since (`Services/Finance/README.md#revenue`).
  public mutating func reinstate(_ event: OrderReinstated) throws(MoneyError) {
    isCancelled = false
    let closed = items.filter { $0.cancelled > 0 }
    let restored = closed.reduce(0) { $0 + $1.cancelled }
    try settlement.commission(of: orderID) { (account) throws(MoneyError) in
      try account.reinstated(event, restored: restored)
    }
    for item in closed { try restore(item, by: event) }
    let opened = try change(by: event.amendment)
    try settlement.applyCredit(to: closed.map(\.id) + opened, at: event.occurredAt)
  }

  /// Never before the day on which it was closed, which may be later than the cancellation.
  private mutating func restore(_ item: AmendedPlan.Standing, by event: OrderReinstated) throws(MoneyError) {
    guard let receivable = settlement.receivable(item.id) else { return }
    let day = max(event.reinstatedOn, receivable.on, item.cancelledOn ?? receivable.on)
    let posted = books.firstOpen(from: day)
    let amount = try Money(item.cancelled, item.amount.currency)
    try apply(
      ReceivableReinstated(
        receivableId: item.id, customerId: customerID, orderId: orderID, amount: amount, on: posted,
        entry: .moving(
          on: posted, debit: [(Account.receivable, amount)], credit: [(Account.contractLiability, amount)],
          refersTo: day),
        occurredAt: event.occurredAt))
  }

  private mutating func apply(_ event: ReceivableReinstated) throws(MoneyError) {
    if let index = items.firstIndex(where: { $0.id == event.receivableId }) {
      items[index].cancelled -= event.amount.amount
    }
    try settlement.move(event.receivableId, by: event.amount, on: event.on)
    liability += event.amount.amount
    settlement.record(event)
  }
}
