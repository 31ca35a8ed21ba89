extension Phone {
  /// What may be a part of a phone number as it is compared: its digits; the text itself where there are none.
  public static func fragment(_ text: String) -> String {
    let digits = PersonName.folded(text).filter { $0.isASCII && $0.isNumber }
    return digits.isEmpty ? text : digits
  }
}

/// A phone number as it is compared: digits only, without China's country code
/// (`Services/Leads/README.md#how-things-are-compared`).
public struct Phone: Hashable, Sendable {
  public let digits: String

  /// Reads what people type: spaces, hyphens, brackets, full-width digits, +86 and 0086. Nil where what is left is not
  /// 5 to 20 digits.
  public init?(_ text: String) {
    var digits = ""
    var isInternational = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39: digits.unicodeScalars.append(scalar)
      case 0xff10...0xff19: digits.append(Character(UnicodeScalar(UInt8(scalar.value - 0xff10 + 0x30))))
      case 0x2b, 0xff0b:
        guard digits.isEmpty else { return nil }
        isInternational = true
      case 0x20, 0x28, 0x29, 0x2d, 0xa0, 0x2010...0x2015, 0x3000, 0xff08, 0xff09, 0xff0d: continue
      default: return nil
      }
    }
    if digits.hasPrefix("0086") {
      digits.removeFirst(4)
    } else if digits.hasPrefix("86"), isInternational || digits.count == 13 {
      digits.removeFirst(2)
    }
    guard (5...20).contains(digits.count) else { return nil }
    self.digits = digits
  }
}
