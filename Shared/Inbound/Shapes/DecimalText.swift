/// A decimal number by its digits, never through binary floating point: `unscaled` / 10^`scale`.
struct DecimalText: Hashable, Sendable, CustomStringConvertible {
  private(set) var unscaled: Int128
  private(set) var scale: Int

  init(_ unscaled: Int128, scale: Int) {
    self.unscaled = unscaled
    self.scale = scale
  }

  /// Reads `1299.00`, `-0.5`, `1,299.00` and `9.8E2`: what ERPs write. Nil for anything else, and for more than 30 digits.
  init?(_ text: some StringProtocol) {
    var digits: Int128 = 0
    var count = 0
    var decimals: Int?
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest = rest.dropFirst() }
    guard rest.first?.wholeNumberValue != nil || rest.first == "." else { return nil }
    while let character = rest.first, character != "e", character != "E" {
      rest = rest.dropFirst()
      if character == ".", decimals == nil {
        decimals = 0
      } else if character == ",", decimals == nil {
        // Thousands are apart by three digits.
        guard rest.prefix(while: { $0.isASCII && $0.isNumber }).count == 3 else { return nil }
      } else if character.isASCII, let digit = character.wholeNumberValue {
        count += 1
        guard count <= 30 else { return nil }
        digits = digits * 10 + Int128(digit)
        decimals = decimals.map { $0 + 1 }
      } else {
        return nil
      }
    }
    var exponent = 0
    if !rest.isEmpty {
      guard let read = Int(rest.dropFirst()), (-30...30).contains(read) else { return nil }
      exponent = read
    }
    unscaled = isNegative ? -digits : digits
    scale = (decimals ?? 0) - exponent
    while scale < 0 {
      let (product, overflows) = unscaled.multipliedReportingOverflow(by: 10)
      guard !overflows else { return nil }
      unscaled = product
      scale += 1
    }
    self = trimmed
  }

  /// The same number without zeros at the end.
  var trimmed: DecimalText {
    var result = self
    while result.scale > 0, result.unscaled.isMultiple(of: 10) {
      result.unscaled /= 10
      result.scale -= 1
    }
    return result
  }

  /// The number times 10^`decimals`, where that is whole; with `rounds` half up on the absolute value where it is not.
  /// Nil beyond 64 bits.
  func whole(decimals: Int, rounds: Bool = false) -> Int64? {
    var (value, scale) = (unscaled, scale)
    while scale < decimals {
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      guard !overflows else { return nil }
      value = product
      scale += 1
    }
    var divisor: Int128 = 1
    for _ in 0..<(scale - decimals) { divisor *= 10 }
    guard value.isMultiple(of: divisor) || rounds else { return nil }
    let magnitude = (value.magnitude + divisor.magnitude / 2) / divisor.magnitude
    return Int64(exactly: value < 0 ? -Int128(magnitude) : Int128(magnitude))
  }

  /// `12.5`
  var description: String {
    guard scale > 0 else { return String(unscaled) }
    let text = String(unscaled.magnitude)
    let digits = String(repeating: "0", count: max(0, scale + 1 - text.count)) + text
    return "\(unscaled < 0 ? "-" : "")\(digits.dropLast(scale)).\(digits.suffix(scale))"
  }
}
