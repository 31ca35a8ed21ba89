import Contracts
import Kernel

extension OrderAccount {
  public mutating func cancel(_ event: OrderCancelled) throws(MoneyError) {
    isCancelled = true
    try closeUndelivered(cause: event.orderId.text, on: event.cancelledOn, at: event.occurredAt)
  }

  /// Closes what is open of the part that was not delivered; what was received for that part becomes unallocated
  /// credit (`Services/Finance/README.md#allocation`). Last instalment first.
  mutating func closeUndelivered(
    cause: String, on day: BusinessDate, at occurredAt: Instant
  ) throws(MoneyError) {
    let standing = items.reversed()
    let total = standing.reduce(0) { $0 + $1.creditable }
    // What is not revenue: deliveries and credit notes do not say which of them a part belongs to.
    var undelivered = min(total, undelivered)
    try settlement.commission(of: orderID) { [undelivered] (account) throws(MoneyError) in
      try account.cancelled(undelivered: undelivered, of: total, cause: cause, on: day, at: occurredAt)
    }
    for item in standing where undelivered > 0 && item.creditable > 0 {
      guard let receivable = settlement.receivable(item.id) else { continue }
      let day = max(day, receivable.on)
      let part = min(undelivered, item.creditable)
      undelivered -= part
      if part > receivable.open.amount {
        try settlement.free(
          try Money(part - receivable.open.amount, item.amount.currency), of: settlement.allocations(to: item.id),
          on: day, at: occurredAt)
      }
      // A payment that bounced after the day of cancellation stood on that day.
      let course = settlement.receivable(item.id)?.course ?? OpenCourse()
      for step in course.leaving(part, from: day) {
        let closed = try Money(step.amount, item.amount.currency)
        let posted = books.firstOpen(from: step.on)
        try apply(
          ReceivableCancelled(
            receivableId: item.id, customerId: customerID, orderId: orderID, amount: closed, on: posted,
            entry: .moving(
              on: posted, debit: [(Account.contractLiability, closed)], credit: [(Account.receivable, closed)],
              refersTo: step.on),
            occurredAt: occurredAt))
      }
    }
  }

  private mutating func apply(_ event: ReceivableCancelled) throws(MoneyError) {
    if let index = items.firstIndex(where: { $0.id == event.receivableId }) {
      items[index].cancelled += event.amount.amount
      items[index].cancelledOn = max(items[index].cancelledOn ?? event.on, event.on)
    }
    try settlement.move(event.receivableId, by: event.amount.negated, on: event.on)
    liability -= event.amount.amount
    settlement.record(event)
  }
}
