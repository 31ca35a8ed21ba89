/// A count or measure with its own scale: value 1250 at scale 2 is 12.50.
public struct Quantity: Hashable, Sendable, CustomStringConvertible {
  public let value: Int64
  /// Decimals, 0 to 6.
  public let scale: Int

  /// Nil where the scale is not 0 to 6 or the value is beyond ±10^12.
  public init?(_ value: Int64, scale: Int = 0) {
    guard (0...6).contains(scale), value.magnitude <= 1_000_000_000_000 else { return nil }
    self.value = value
    self.scale = scale
  }

  /// What so much costs at a price a unit less a discount, rounded once, half up: the line, then the sum.
  public func price(at unitPrice: Money, discount: Percent = .zero) throws(MoneyError) -> Money {
    let (cost, overflow) = (Int128(value) * Int128(unitPrice.amount)).multipliedReportingOverflow(
      by: Int128(10_000 - discount.hundredths))
    guard !overflow else { throw .overflow }
    return try Money.rounded(cost, over: Int128(Self.power(scale)) * 10_000, unitPrice.currency)
  }

  /// In millionths, the finest scale: quantities of different scales meet in it. Within ±10^18.
  public var millionths: Int64 { value * Self.power(6 - scale) }

  /// So many millionths, at the least scale from `scale` on that holds them exactly. Nil beyond the range of a
  /// quantity.
  public init?(millionths: Int64, scale: Int) {
    let fitting = (scale...6).first { millionths % Self.power(6 - $0) == 0 } ?? 6
    self.init(millionths / Self.power(6 - fitting), scale: fitting)
  }

  /// 10 to the power of `scale`.
  static func power(_ scale: Int) -> Int64 { (0..<scale).reduce(1) { result, _ in result * 10 } }

  public var description: String {
    guard scale > 0 else { return String(value) }
    let digits = padded(value.magnitude, scale + 1)
    return "\(value < 0 ? "-" : "")\(digits.dropLast(scale)).\(digits.suffix(scale))"
  }
}

extension Quantity: Codable {
  private enum CodingKeys: String, CodingKey { case value, scale }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let value = try container.decode(Int64.self, forKey: .value)
    let scale = try container.decode(Int.self, forKey: .scale)
    guard (0...6).contains(scale) else {
      throw DecodingError.dataCorruptedError(
        forKey: .scale, in: container, debugDescription: "a scale is the number of decimals, 0 to 6")
    }
    guard let quantity = Quantity(value, scale: scale) else {
      throw DecodingError.dataCorruptedError(
        forKey: .value, in: container, debugDescription: "a quantity's value is within ±10^12")
    }
    self = quantity
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    try container.encode(scale, forKey: .scale)
  }
}
