import Kernel

/// Collects everything that is wrong with what somebody sent, so that they hear of all of it at once.
public struct FieldReview: Sendable {
  public private(set) var findings: [InvalidField] = []

  /// Characters of a text that is a name, a word, a place.
  public static let shortText = 200
  /// Characters of a text that people write at length.
  public static let longText = 10_000
  /// Items of any list that people write.
  public static let listLimit = 50

  public init() {}

  public mutating func refuse(_ pointer: String, _ rule: FieldRule) { findings.append(InvalidField(pointer, rule)) }

  /// A text that must say something.
  public mutating func text(_ pointer: String, _ text: String, upTo limit: Int = shortText) {
    if text.allSatisfy(\.isWhitespace) { refuse(pointer, .empty) }
    length(pointer, text, upTo: limit)
  }

  /// A text that may be absent.
  public mutating func length(_ pointer: String, _ text: String?, upTo limit: Int = shortText) {
    guard let text, text.count > limit else { return }
    refuse(pointer, .tooLong(limit: limit, found: text.count))
  }

  public mutating func notNegative(_ pointer: String, _ money: Money?) {
    guard let money, money.amount < 0 else { return }
    refuse("\(pointer)/amount", .negative)
  }

  public mutating func count(_ pointer: String, _ items: [some Any]?) {
    guard let items, items.count > Self.listLimit else { return }
    refuse(pointer, .tooMany(limit: Self.listLimit))
  }

  /// Texts each of which must say something.
  public mutating func texts(_ pointer: String, _ texts: [String]?, upTo limit: Int = shortText) {
    for (index, text) in (texts ?? []).enumerated() { self.text("\(pointer)/\(index)", text, upTo: limit) }
  }

  /// A phone number as it is compared; nil where it is none, which is a finding.
  @discardableResult
  public mutating func phone(_ pointer: String, _ text: String) -> Phone? {
    let phone = Phone(text)
    if phone == nil { refuse(pointer, .notAPhone) }
    return phone
  }

  /// A day of grace for clocks that are ahead.
  public mutating func notInTheFuture(
    _ pointer: String, _ at: Instant, now: Instant, _ what: FieldRule.Happening
  ) {
    if at > now.adding(seconds: 86_400) { refuse(pointer, .inTheFuture(what)) }
  }

  public func finish() throws(LeadError) {
    guard findings.isEmpty else { throw .invalidFields(findings) }
  }
}
