import Contracts
import Kernel

/// Money that is to go back to a customer.
public struct RefundDraft: Hashable, Sendable {
  public var customerID: ID<Customer>
  public var amount: Money
  public var method: PaymentMethod
  public var refundedOn: BusinessDate
  public var reason: String

  public init(
    customerID: ID<Customer>, amount: Money, method: PaymentMethod, refundedOn: BusinessDate, reason: String
  ) {
    (self.customerID, self.amount, self.method) = (customerID, amount, method)
    (self.refundedOn, self.reason) = (refundedOn, reason)
  }

  public func review(isKnown: Bool) throws(FinanceError) {
    var review = FieldReview()
    if !isKnown { review.refuse("/customerId", .unknownCustomer) }
    review.positive("/amount", amount)
    review.reason(reason)
    try review.finish()
  }

  /// Out of what is free on its day, the oldest credit first; money that comes free only later cannot go back before.
  public func post(
    from credit: CreditLots, number: String, _ books: Books, at occurredAt: Instant
  ) throws -> RefundPosted {
    try books.requireOpen(refundedOn, "/refundedOn")
    let lots = credit.lots.filter { $0.amount.currency == amount.currency && $0.freeOn <= refundedOn }
    let available = try Money.sum(lots.map(\.amount), in: amount.currency)
    guard amount.amount <= available.amount else { throw FinanceError.notEnoughCredit(available: available) }
    var rest = amount.amount
    var parts: [RefundPosted.Part] = []
    for lot in lots where rest > 0 {
      let part = try Money(min(rest, lot.amount.amount), amount.currency)
      rest -= part.amount
      parts.append(RefundPosted.Part(creditId: lot.creditID, amount: part))
    }
    return RefundPosted(
      refundId: books.id(), number: number, customerId: customerID, amount: amount, method: method,
      refundedOn: refundedOn, reason: reason, parts: parts,
      entry: .moving(on: refundedOn, debit: [(Account.deposits, amount)], credit: [(method.account, amount)]),
      occurredAt: occurredAt)
  }
}
