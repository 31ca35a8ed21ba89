import Contracts
import Kernel

/// Credit that is free, in lots by the day on which each came free. What has been free longest goes first.
public struct CreditLots: Hashable, Sendable {
  /// Oldest first, then by credit.
  public private(set) var lots: [CreditLot]

  public init(_ lots: [CreditLot] = []) {
    self.lots = lots.sorted(by: Self.isBefore)
  }

  private static func isBefore(_ left: CreditLot, _ right: CreditLot) -> Bool {
    (left.freeOn, left.creditID) < (right.freeOn, right.creditID)
  }

  public func total(in currency: Currency) throws(MoneyError) -> Money {
    try Money.sum(lots.lazy.map(\.amount).filter { $0.currency == currency }, in: currency)
  }

  /// What is free of one credit.
  public func total(of credit: String, in currency: Currency) throws(MoneyError) -> Money {
    try Money.sum(lots.lazy.filter { $0.creditID == credit }.map(\.amount), in: currency)
  }

  /// More of a credit came free on a day; what came free of it on the same day is one lot.
  public mutating func free(_ amount: Money, of credit: String, on day: BusinessDate) throws(MoneyError) {
    if let index = lots.firstIndex(where: { $0.creditID == credit && $0.freeOn == day }) {
      lots[index].amount = try lots[index].amount.adding(amount)
      return
    }
    let lot = CreditLot(creditID: credit, freeOn: day, amount: amount)
    lots.insert(lot, at: lots.firstIndex { Self.isBefore(lot, $0) } ?? lots.endIndex)
  }

  /// Takes an amount out of a credit, of what is free up to a day.
  public mutating func take(
    _ amount: Int64, of credit: String? = nil, upTo day: BusinessDate? = nil, in currency: Currency
  ) throws(MoneyError) {
    var rest = amount
    for index in lots.indices where rest > 0 {
      let lot = lots[index]
      guard lot.amount.currency == currency, credit == nil || lot.creditID == credit else { continue }
      if let day, lot.freeOn > day { continue }
      let taken = min(rest, lot.amount.amount)
      rest -= taken
      lots[index].amount = try Money(lot.amount.amount - taken, currency)
    }
    lots.removeAll { $0.amount.isZero }
  }
}
