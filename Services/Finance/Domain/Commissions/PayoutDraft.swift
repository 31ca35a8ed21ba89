import Contracts
import Kernel

/// What somebody has earned, given back and got in one currency (C16), up to a day or now.
public struct CommissionBalance: Hashable, Sendable {
  public var salesperson: ID<Employee>
  public var accrued: Money
  /// What was taken back, negative.
  public var adjusted: Money
  public var paid: Money
  /// Accrued + adjusted − paid. Negative: a debt that is carried forward.
  public var open: Money
}

extension CommissionBalance {
  public init(salesperson: ID<Employee>, accrued: Money, adjusted: Money, paid: Money) throws(MoneyError) {
    self.init(
      salesperson: salesperson, accrued: accrued, adjusted: adjusted, paid: paid,
      open: try accrued.adding(adjusted).subtracting(paid))
  }
}

/// Commission that is to be paid out: all that is open where no amount is named.
public struct PayoutDraft: Hashable, Sendable {
  public var salesperson: ID<Employee>
  public var amount: Money?
  public var paidOn: BusinessDate
  public var method: PaymentMethod

  public init(salesperson: ID<Employee>, amount: Money?, paidOn: BusinessDate, method: PaymentMethod) {
    (self.salesperson, self.amount, self.paidOn, self.method) = (salesperson, amount, paidOn, method)
  }

  /// Neither more than was earned by that day, nor more than is left of it since; a debt pays nothing.
  public func available(then: [CommissionBalance], now: [CommissionBalance]) throws(MoneyError) -> Money {
    let sums = [then, now].map { rows in
      rows.first { amount == nil || $0.open.currency == amount?.currency }?.open
    }
    let currency = sums.compactMap { $0?.currency }.first ?? amount?.currency ?? .cny
    return try Money(max(0, sums.map { $0?.amount ?? 0 }.min() ?? 0), currency)
  }

  public func post(
    then: [CommissionBalance], now: [CommissionBalance], number: String, _ books: Books, at occurredAt: Instant
  ) throws -> CommissionPaid {
    let available = try available(then: then, now: now)
    if let amount {
      var review = FieldReview()
      review.positive("/amount", amount)
      try review.finish()
    }
    let amount = amount ?? available
    guard amount.amount > 0, amount.amount <= available.amount else {
      throw FinanceError.tooMuchPaidOut(available: available)
    }
    try books.requireOpen(paidOn, "/paidOn")
    return CommissionPaid(
      payoutId: books.id(), number: number, salespersonId: salesperson, amount: amount, method: method,
      paidOn: paidOn,
      entry: .moving(
        on: paidOn, debit: [(Account.commissionPayable, amount)], credit: [(method.account, amount)]),
      occurredAt: occurredAt)
  }
}
