import FoundationEssentials

/// A percentage with at most two decimals, kept as whole hundredths: 12.5 % is 1250.
public struct Percent: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Hundredths of a percent; 10 000 is the whole.
  public let hundredths: Int

  public init(hundredths: Int) {
    self.hundredths = hundredths
  }

  public static let zero = Percent(hundredths: 0)
  public static let whole = Percent(hundredths: 10_000)

  public static func < (left: Percent, right: Percent) -> Bool { left.hundredths < right.hundredths }

  public var description: String {
    let digits = padded(hundredths.magnitude, 3)
    return "\(hundredths < 0 ? "-" : "")\(digits.dropLast(2)).\(digits.suffix(2))"
  }
}

extension Percent: Codable {
  /// Reads a JSON number by its decimal digits, never through binary floating point.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Nearly all are whole, and decimals cost a hundred times as much.
    if let whole = try? container.decode(Int.self), (-1_000_000...1_000_000).contains(whole) {
      hundredths = whole * 100
      return
    }
    let hundredths = try container.decode(Decimal.self) * 100
    guard abs(hundredths) <= 100_000_000, let whole = Int("\(hundredths)") else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a percentage is a number with at most two decimals, such as 12.5")
    }
    self.hundredths = whole
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if hundredths.isMultiple(of: 100) {
      try container.encode(hundredths / 100)
    } else {
      try container.encode(Decimal(hundredths) / 100)
    }
  }
}
