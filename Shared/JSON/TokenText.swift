import Kernel

/// The texts of tokens that are texts.
extension Token {
  static func unescaped(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "r"): 13
    default: nil
    }
  }

  /// The text with its escapes resolved. That it is valid was seen when it was cut out.
  func string(of bytes: UnsafeBufferPointer<UInt8>) -> String {
    let text = text(of: bytes)
    guard !isPlain else { return String(decoding: text, as: UTF8.self) }
    var resolved: [UInt8] = []
    resolved.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\") else {
        resolved.append(text[index])
        index += 1
        continue
      }
      index += 2
      if let byte = Self.unescaped(text[index - 1]) {
        resolved.append(byte)
      } else {
        resolved += Self.character(text, &index)
      }
    }
    return String(decoding: resolved, as: UTF8.self)
  }

  /// Reads the four digits behind `\u`, and the second half of a surrogate pair where they are the first.
  private static func character(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UTF8.EncodedScalar {
    func unit(_ index: inout Int) -> UInt32 {
      defer { index += 4 }
      return text[index..<index + 4].reduce(0) { $0 << 4 | UInt32(hexValue($1) ?? 0) }
    }
    var code = unit(&index)
    if (0xD800..<0xDC00).contains(code) {
      index += 2
      code = 0x10000 + (code & 0x3FF) << 10 + unit(&index) & 0x3FF
    }
    return UTF8.encode(Unicode.Scalar(code) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter
  }
}
