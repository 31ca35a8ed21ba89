import Kernel

/// A field of a command that breaks a rule.
public struct InvalidField: Hashable, Sendable {
  /// A JSON pointer into what was sent: `/parts/0/cost/amount`.
  public let pointer: String
  public let rule: FieldRule
}

/// Everything that is wrong with the fields of a command, so that a client hears of all of it at once.
public struct InvalidFields: Error, Hashable, Sendable {
  public private(set) var fields: [InvalidField] = []

  public init() {}

  public init(_ pointer: String, _ rule: FieldRule) { fields = [InvalidField(pointer: pointer, rule: rule)] }

  public mutating func refuse(_ pointer: String, _ rule: FieldRule) {
    fields.append(InvalidField(pointer: pointer, rule: rule))
  }

  /// A text that must say something and has at most so many characters.
  mutating func text(_ pointer: String, _ text: String, upTo limit: Int = TextLimit.line) {
    if text.allSatisfy(\.isWhitespace) { refuse(pointer, .blank) }
    length(pointer, text, upTo: limit)
  }

  /// A text that may be absent.
  mutating func length(_ pointer: String, _ text: String?, upTo limit: Int = TextLimit.line) {
    guard let count = text?.count, count > limit else { return }
    refuse(pointer, .tooLong(limit: limit, count: count))
  }

  mutating func notNegative(_ pointer: String, _ money: Money?) {
    if let money, money.amount < 0 { refuse("\(pointer)/amount", .negativeAmount) }
  }

  /// Throws all of it, if there is any, as the error of the move that it belongs to.
  func check<Refusal: Error>(_ refusal: (InvalidFields) -> Refusal) throws(Refusal) {
    guard fields.isEmpty else { throw refusal(self) }
  }

  /// Throws all of it, if there is any.
  public func check() throws(InvalidFields) {
    guard fields.isEmpty else { throw self }
  }
}

/// Characters of texts that people write.
enum TextLimit {
  /// A word of the company's own: a slot, a component, a severity.
  static let word = 50
  static let line = 200
  static let long = 10_000
}
