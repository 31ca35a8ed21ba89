import Contracts
import Kernel

extension AllocationOrder {
  /// What a receipt pays by itself, in turn, where its client chose nothing (H6). `open`: oldest due first. `named`:
  /// the order that the receipt names.
  public func receivables(_ open: [OpenReceivable], named order: ID<Order>?) -> [OpenReceivable] {
    switch self {
    case .oldestDue: open
    case .explicit: []
    case .byOrder:
      if let order { open.filter { $0.orderID == order } } else { OpenReceivable.byOrder(open) }
    }
  }
}

extension StandingAllocation {
  /// Whether it can be undone on a day: the reverse record stands beside it, never before it
  /// (`Services/Finance/README.md#allocation`).
  public func review(undoingOn day: BusinessDate, reason: String) throws(FinanceError) {
    var review = FieldReview()
    review.reason(reason)
    if day < on { review.refuse("/on", .beforeAllocation(on)) }
    try review.finish()
  }

  /// The payment was meant for something else; the credit is the customer's again.
  public func undo(
    on day: BusinessDate, _ settlement: inout Settlement, at occurredAt: Instant
  ) throws {
    guard amount.amount > 0 else { throw FinanceError.alreadyReversed }
    try settlement.free(amount, of: [self], on: day, at: occurredAt)
  }
}
