import Contracts
import Kernel

extension OrderAccount {
  /// A credit note: never above the receivable's amount less earlier credit notes; what exceeds its open part becomes
  /// unallocated credit, a credit of its own (`Services/Finance/README.md#allocation`). It takes back contract
  /// liability first, then revenue with tax.
  public mutating func credit(
    _ receivable: ID<Receivable>, _ amount: Money, on day: BusinessDate, reason: String, number: String,
    at occurredAt: Instant
  ) throws -> CreditNotePosted {
    guard let item = settlement.receivable(receivable), let index = items.firstIndex(where: { $0.id == receivable })
    else { throw FinanceError.unknownReceivable(field: "/receivableId") }
    try books.requireOpen(day, "/creditedOn")
    let left = items[index].creditable
    guard amount.amount <= left else {
      throw FinanceError.creditNoteTooLarge(available: try Money(left, item.open.currency))
    }
    let open = (item.course ?? OpenCourse()).least(from: day)
    let surplus = try Money(max(0, amount.amount - open), item.open.currency)
    let parts = try takingOff(amount)
    let note = CreditNotePosted(
      creditNoteId: books.id(), number: number, customerId: customerID, receivableId: item.id, orderId: orderID,
      amount: amount, surplus: surplus, creditedOn: day, reason: reason,
      entry: .moving(
        on: day,
        debit: [
          (Account.contractLiability, parts.undelivered), (Account.revenue, parts.revenue), (Account.tax, parts.tax),
        ],
        credit: [(Account.receivable, try amount.subtracting(surplus)), (Account.deposits, surplus)],
        refersTo: books.reference(to: item.on)),
      occurredAt: occurredAt)
    try apply(note)
    return note
  }

  private mutating func apply(_ event: CreditNotePosted) throws(MoneyError) {
    let tax = event.entry.debit(of: Account.tax)
    let taken = try event.entry.debit(of: Account.revenue).adding(tax)
    let before = earned.amount
    if let index = items.firstIndex(where: { $0.id == event.receivableId }) {
      items[index].credited += event.amount.amount
    }
    try settlement.move(
      event.receivableId, by: try event.surplus.subtracting(event.amount), on: event.creditedOn)
    if !event.surplus.isZero {
      try settlement.lots.free(event.surplus, of: event.creditNoteId.text, on: event.creditedOn)
    }
    liability -= event.entry.debit(of: Account.contractLiability).amount
    earned.amount -= taken.amount
    earned.tax -= tax.amount
    settlement.record(event)
    let left = items.reduce(0) { $0 + $1.creditable }
    try settlement.commission(of: orderID) { (account) throws(MoneyError) in
      try account.credited(event, left: left, revenue: (taken.amount, before))
    }
  }
}

extension OpenReceivable {
  /// Whether a credit note can be about it: in its currency, and never before its date.
  public func review(creditOf amount: Money, on day: BusinessDate) throws {
    guard open.currency == amount.currency else { throw MoneyError.currencies(open.currency, amount.currency) }
    var review = FieldReview()
    if day < on { review.refuse("/creditedOn", .beforeReceivable) }
    try review.finish()
  }
}
