import Kernel

/// Collects everything that is wrong with a body, so that a client hears of all of it at once.
public struct FieldChecks: Sendable {
  public private(set) var errors: [FieldError] = []

  /// Characters of a text that people write at length.
  public static let longText = 10_000

  public init() {}

  public mutating func refuse(_ pointer: String, _ code: String, _ detail: Localized) {
    errors.append(FieldError(pointer: pointer, code: code, detail: detail))
  }

  /// A text that must say something and has at most so many characters.
  public mutating func text(_ pointer: String, _ text: String, upTo limit: Int = 200) {
    if !text.contains(where: { !$0.isWhitespace }) {
      refuse(pointer, "empty", .emptyText)
    }
    length(pointer, text, upTo: limit)
  }

  /// A text that may be absent.
  public mutating func length(_ pointer: String, _ text: String?, upTo limit: Int = 200) {
    guard let text, text.count > limit else { return }
    refuse(pointer, "too-long", .longText(text.count, limit: limit))
  }

  public mutating func notNegative(_ pointer: String, _ money: Money?) {
    guard let money, money.amount < 0 else { return }
    refuse("\(pointer)/amount", "negative", .negativeAmount)
  }

  /// Throws the 422 with all errors, if there are any.
  public func finish() throws(Problem) {
    guard errors.isEmpty else { throw StrictDecoder.invalidFields(errors) }
  }
}

/// What is said of fields in every service.
extension Localized {
  public static let emptyText = Localized(zh: "不能为空。", en: "It must not be empty.")

  public static let negativeAmount = Localized(zh: "金额不能为负。", en: "The amount must not be negative.")

  public static func longText(_ count: Int, limit: Int) -> Localized {
    Localized(zh: "最多 \(limit) 个字符,现有 \(count) 个。", en: "At most \(limit) characters, these are \(count).")
  }
}
