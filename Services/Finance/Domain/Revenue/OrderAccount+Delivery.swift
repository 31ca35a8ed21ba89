import Contracts
import Kernel

extension OrderAccount {
  /// A delivery moves its share from contract liability to revenue and tax; the last one all that is left.
  public mutating func deliver(_ event: DeliveryNoted) throws(MoneyError) {
    let amount = try Money(
      event.isComplete ? undelivered : min(undelivered, event.amount.amount), event.amount.currency)
    guard !amount.isZero else { return }
    let contained = try Money.sum(event.taxes.map(\.tax), in: event.amount.currency)
    let tax =
      amount == event.amount ? contained : try amount.scaled(contained.amount, over: max(1, event.amount.amount))
    let posted = books.firstOpen(from: event.deliveredOn)
    apply(
      RevenueRecognised(
        deliveryId: event.deliveryId, orderId: event.orderId, customerId: event.customerId, amount: amount, tax: tax,
        on: posted,
        entry: .moving(
          on: posted, debit: [(Account.contractLiability, amount)],
          credit: [(Account.revenue, try amount.subtracting(tax)), (Account.tax, tax)], refersTo: event.deliveredOn),
        occurredAt: event.occurredAt))
    try settlement.commission(of: orderID) { (account) throws(MoneyError) in
      try account.delivered(event, revenue: amount)
    }
  }

  private mutating func apply(_ event: RevenueRecognised) {
    liability -= event.amount.amount
    earned.amount += event.amount.amount
    earned.tax += event.tax.amount
    deliveries[event.deliveryId] = Earned(amount: event.amount.amount, tax: event.tax.amount)
    settlement.record(event)
  }

  /// A delivery that was taken back: what it moved to revenue and tax is contract liability again, less its share of
  /// what credit notes have taken off since. Where the order is cancelled, nobody owes it any more.
  public mutating func takeBack(_ event: DeliveryCancelled) throws(MoneyError) {
    if let moved = deliveries[event.deliveryId], moved.amount > 0, earned.amount > 0 {
      let delivered = deliveries.values.reduce(0) { $0 + $1.amount }
      let amount = try Money(moved.amount, event.amount.currency).scaled(
        min(earned.amount, delivered), over: delivered)
      let tax =
        amount.amount == moved.amount ? try Money(moved.tax, amount.currency) : try taxShare(of: amount)
      let posted = books.firstOpen(from: event.cancelledOn)
      apply(
        RevenueReversed(
          deliveryId: event.deliveryId, orderId: event.orderId, customerId: event.customerId, amount: amount, tax: tax,
          on: posted,
          entry: .moving(
            on: posted, debit: [(Account.revenue, try amount.subtracting(tax)), (Account.tax, tax)],
            credit: [(Account.contractLiability, amount)], refersTo: event.cancelledOn),
          occurredAt: event.occurredAt))
    }
    try settlement.commission(of: orderID) { (account) throws(MoneyError) in try account.takenBack(event) }
    guard isCancelled else { return }
    try closeUndelivered(cause: event.deliveryId.text, on: event.cancelledOn, at: event.occurredAt)
  }

  private mutating func apply(_ event: RevenueReversed) {
    liability += event.amount.amount
    earned.amount -= event.amount.amount
    earned.tax -= event.tax.amount
    deliveries[event.deliveryId] = nil
    settlement.record(event)
  }
}
