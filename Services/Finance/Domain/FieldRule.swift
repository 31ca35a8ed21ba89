import Kernel

/// Every way in which a field of a command can be wrong by itself or beside its neighbours.
public enum FieldRule: Hashable, Sendable {
  case empty
  case tooLong(limit: Int, count: Int)
  case notPositive
  case negativeAmount
  case negativeDays
  case notFromZeroToHundred
  case mixedCurrencies
  case notACode
  case tooEarly(BusinessDate)
  case beforeReceipt
  /// An allocation of the receipt was undone on that day.
  case beforeUndoing(BusinessDate)
  case beforeAllocation(BusinessDate)
  case beforeReceivable
  case unknownCustomer
  case personOrRole
  case notAscendingDays
}

/// A field and the rule that it breaks.
public struct InvalidField: Hashable, Sendable {
  /// A JSON pointer into what was sent.
  public let pointer: String
  public let rule: FieldRule
}

/// Collects everything that is wrong with a command, so that whoever sent it hears of all of it at once.
public struct FieldReview: Sendable {
  public private(set) var fields: [InvalidField] = []

  public init() {}

  public mutating func refuse(_ pointer: String, _ rule: FieldRule) {
    fields.append(InvalidField(pointer: pointer, rule: rule))
  }

  /// A text that must say something and has at most so many characters.
  public mutating func text(_ pointer: String, _ text: String, upTo limit: Int = FinancePolicy.standard.shortText) {
    if !text.contains(where: { !$0.isWhitespace }) { refuse(pointer, .empty) }
    length(pointer, text, upTo: limit)
  }

  /// Why somebody did something: a text that people write at length.
  public mutating func reason(_ text: String) { self.text("/reason", text, upTo: FinancePolicy.standard.longText) }

  /// A text that may be absent.
  public mutating func length(_ pointer: String, _ text: String?, upTo limit: Int = FinancePolicy.standard.shortText) {
    guard let text, text.count > limit else { return }
    refuse(pointer, .tooLong(limit: limit, count: text.count))
  }

  public mutating func positive(_ pointer: String, _ money: Money) {
    if money.amount <= 0 { refuse("\(pointer)/amount", .notPositive) }
  }

  public mutating func notNegative(_ pointer: String, _ money: Money?) {
    if let money, money.amount < 0 { refuse("\(pointer)/amount", .negativeAmount) }
  }

  /// Codes become part of an account's code: short, without spaces or slashes.
  public mutating func category(_ pointer: String, _ code: String) {
    text(pointer, code, upTo: FinancePolicy.standard.categoryLength)
    if code.contains(where: { $0.isWhitespace || $0 == "/" }) { refuse(pointer, .notACode) }
  }

  public mutating func notBefore(_ earliest: BusinessDate, _ pointer: String, _ day: BusinessDate) {
    if day < earliest { refuse(pointer, .tooEarly(earliest)) }
  }

  /// Refuses with all that was found, if anything was.
  public func finish() throws(FinanceError) {
    guard fields.isEmpty else { throw .invalid(fields) }
  }
}
