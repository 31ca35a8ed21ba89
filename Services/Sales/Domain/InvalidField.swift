import Kernel

/// A field of a quote or an order that breaks a rule, wherever it came from: HTTP answers 422, the ERP's order is parked.
public struct InvalidField: Error, Hashable, Sendable {
  /// A JSON pointer into what was sent: `/lines/0/quantity/value`.
  public let pointer: String
  public let rule: FieldRule

  public init(_ pointer: String, _ rule: FieldRule) {
    self.pointer = pointer
    self.rule = rule
  }
}

/// Every way in which a field can be wrong by itself or beside its neighbours.
public enum FieldRule: Hashable, Sendable {
  case blank
  case tooLong(limit: Int)
  case noItems
  case tooManyItems(limit: Int)
  case notPositive
  case negative
  case notFromZeroToHundred
  case otherCurrency(Currency, expected: Currency)
  case tooLarge
  /// An instalment has a percent or an amount, not both and not neither.
  case percentOrAmount
  /// Instalments of one plan are all by percent or all by amount.
  case mixedKinds
  case percentsNotWhole(sum: Percent)
  case amountsNotTotal(sum: Money, total: Money)
  case before(BusinessDate)
  case unknownLine
  case repeated
}

/// Texts that people write.
public enum TextRule {
  /// Characters of any one text.
  public static let limit = 10_000

  /// Refuses a text that is blank or too long.
  public static func require(_ text: String, at pointer: String) throws(InvalidField) {
    guard !text.allSatisfy(\.isWhitespace) else { throw InvalidField(pointer, .blank) }
    guard text.count <= limit else { throw InvalidField(pointer, .tooLong(limit: limit)) }
  }

  /// The same for a text that may be absent.
  public static func check(_ text: String?, at pointer: String) throws(InvalidField) {
    if let text { try require(text, at: pointer) }
  }
}
