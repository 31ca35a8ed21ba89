import Kernel
import HTTP

/// What a client sends with a POST so that sending it again does nothing twice.
public struct IdempotencyKey: Hashable, Sendable {
  /// 1 to 255 visible ASCII characters.
  public let text: String

  /// Reads the field's value: a structured-field string in quotes, or the bare key.
  public init?(field: String) {
    var text = trimmed(field)
    if text.hasPrefix("\"") {
      guard let unquoted = Self.unquoted(text) else { return nil }
      text = unquoted
    }
    guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ (33...126).contains($0) }) else { return nil }
    self.text = text
  }

  /// The key of a request, nil without one. Throws 400 where it is repeated or no key.
  public static func of(_ request: HTTPRequest) throws(Problem) -> IdempotencyKey? {
    let fields = request.headers.values(of: "Idempotency-Key")
    guard !fields.isEmpty else { return nil }
    guard fields.count == 1, let key = IdempotencyKey(field: fields[0]) else {
      throw Problem(
        400, "idempotency-key-broken",
        title: Localized(zh: "Idempotency-Key 无效", en: "The Idempotency-Key is not valid"),
        detail: Localized(
          zh: "只写一次，1 至 255 个可见 ASCII 字符，例如一个 UUID。",
          en: "Send it once, with 1 to 255 visible ASCII characters, for example a UUID."))
    }
    return key
  }

  /// RFC 8941, 3.3.3: only the quote and the backslash are escaped.
  private static func unquoted(_ text: String) -> String? {
    guard text.utf8.count >= 2, text.hasSuffix("\"") else { return nil }
    var content: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8.dropFirst().dropLast() {
      if isEscaped {
        guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { return nil }
        content.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        return nil
      } else {
        content.append(byte)
      }
    }
    return isEscaped ? nil : String(decoding: content, as: UTF8.self)
  }
}
