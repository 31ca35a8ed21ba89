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
