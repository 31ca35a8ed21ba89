import Contracts
import Kernel

/// What a customer owes and paid in a period, line by line with the balance (H8): receivables against money; how it is
/// allocated does not matter.
public struct AccountStatement: Hashable, Sendable {
  /// What moved the balance: a receivable, a change of it, money.
  public struct Movement: Hashable, Sendable {
    public var on: BusinessDate
    public var kind: String
    public var document: String
    public var label: String?
    /// Above zero: the customer owes more.
    public var money: Money

    public init(on: BusinessDate, kind: String, document: String, label: String?, _ money: Money) {
      (self.on, self.kind, self.document, self.label, self.money) = (on, kind, document, label, money)
    }
  }

  public struct Line: Hashable, Sendable {
    public var movement: Movement
    public var debit: Money
    public var credit: Money
    public var balance: Money

    /// The instalment's, where it says more than the document's number.
    public var label: String? { movement.label == movement.document ? nil : movement.label }
  }

  public let opening: Money
  public let lines: [Line]
  public let closing: Money

  /// Of all movements up to the last day, in order: those before `first` are the opening balance. In the currency asked
  /// for, or the first one's.
  public init(of all: [Movement], from first: BusinessDate, in asked: Currency?) throws(MoneyError) {
    let currency = asked ?? all.first?.money.currency ?? .cny
    let ours = all.filter { $0.money.currency == currency }
    var balance = ours.filter { $0.on < first }.reduce(Int64(0)) { $0 + $1.money.amount }
    opening = try Money(balance, currency)
    var lines: [Line] = []
    for movement in ours where movement.on >= first {
      balance += movement.money.amount
      lines.append(
        Line(
          movement: movement, debit: try Money(max(0, movement.money.amount), currency),
          credit: try Money(max(0, -movement.money.amount), currency), balance: try Money(balance, currency)))
    }
    self.lines = lines
    closing = try Money(balance, currency)
  }
}
