/// Arithmetic that has no answer.
public enum MoneyError: Error, Hashable, Sendable {
  /// The result would not be exact in JSON any more (beyond ±(2^53 − 1) minor units).
  case overflow
  /// Amounts of different currencies have no sum.
  case currencies(Currency, Currency)
}

/// An ISO 4217 currency with the number of decimals that its minor unit stands for.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
  public let code: String
  /// Decimals of the minor unit: 2 for CNY, 0 for JPY, 3 for KWD.
  public let exponent: Int

  /// Nil for a code that is not in the table.
  public init?(_ code: String) {
    guard let exponent = Self.exponents[code] else { return nil }
    self.code = code
    self.exponent = exponent
  }

  private init(code: String, exponent: Int) {
    self.code = code
    self.exponent = exponent
  }

  public static let cny = Currency(code: "CNY", exponent: 2)

  public static let known = exponents.keys.sorted()

  private static let exponents = [
    "AED": 2, "AUD": 2, "BHD": 3, "BRL": 2, "CAD": 2, "CHF": 2, "CNY": 2, "DKK": 2, "EUR": 2, "GBP": 2, "HKD": 2,
    "IDR": 2, "INR": 2, "JPY": 0, "KRW": 0, "KWD": 3, "MOP": 2, "MYR": 2, "NOK": 2, "NZD": 2, "OMR": 3, "PHP": 2,
    "PLN": 2, "RUB": 2, "SAR": 2, "SEK": 2, "SGD": 2, "THB": 2, "TRY": 2, "TWD": 2, "USD": 2, "VND": 0, "ZAR": 2,
  ]

  public var description: String { code }
}

extension Currency: TextCoded {
  public static func refusal(of text: String) -> String {
    "'\(text)' is no known currency; use an ISO 4217 code such as CNY"
  }
}

/// An amount in whole minor units (fen) of one currency.
public struct Money: Hashable, Sendable, CustomStringConvertible {
  /// Minor units; within ±(2^53 − 1), so that every JSON reader has it exactly.
  public let amount: Int64
  public let currency: Currency

  public static let limit: Int64 = (1 << 53) - 1

  public init(_ amount: Int64, _ currency: Currency = .cny) throws(MoneyError) {
    guard abs(amount) <= Self.limit else { throw .overflow }
    self.amount = amount
    self.currency = currency
  }

  private init(unchecked amount: Int64, _ currency: Currency) {
    self.amount = amount
    self.currency = currency
  }

  public static func zero(_ currency: Currency = .cny) -> Money { Money(unchecked: 0, currency) }

  public var isZero: Bool { amount == 0 }

  public func adding(_ other: Money) throws(MoneyError) -> Money {
    guard currency == other.currency else { throw .currencies(currency, other.currency) }
    // Both are within 2^53, so the sum is within Int64.
    return try Money(amount + other.amount, currency)
  }

  public func subtracting(_ other: Money) throws(MoneyError) -> Money { try adding(other.negated) }

  public var negated: Money { Money(unchecked: -amount, currency) }

  /// The sum, zero of `currency` for none.
  public static func sum(_ amounts: some Sequence<Money>, in currency: Currency) throws(MoneyError) -> Money {
    var total = zero(currency)
    for amount in amounts { total = try total.adding(amount) }
    return total
  }

  /// `amount × numerator / denominator`, rounded half up on the absolute value.
  public func scaled(_ numerator: Int64, over denominator: Int64) throws(MoneyError) -> Money {
    try Money.rounded(Int128(amount) * Int128(numerator), over: Int128(denominator), currency)
  }

  /// Rounds an exact fraction of minor units half up on the absolute value. The denominator is positive.
  static func rounded(_ numerator: Int128, over denominator: Int128, _ currency: Currency) throws(MoneyError) -> Money {
    let half = (numerator.magnitude * 2 + denominator.magnitude) / (denominator.magnitude * 2)
    guard half <= UInt128(limit) else { throw .overflow }
    return Money(unchecked: numerator < 0 ? -Int64(half) : Int64(half), currency)
  }

  /// Splits in proportion to the weights by largest remainder, so that the parts add up to the whole; ties go to the
  /// first. Weights are not negative and not all zero.
  public func split(_ weights: [Int64]) -> [Money] {
    let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
    guard total > 0 else { return weights.map { _ in Money.zero(currency) } }
    let sign: Int64 = amount < 0 ? -1 : 1
    let shares = weights.map { (Int128(amount.magnitude) * Int128($0)).quotientAndRemainder(dividingBy: total) }
    var parts = shares.map { Int64($0.quotient) }
    let missing = Int64(amount.magnitude) - parts.reduce(0, +)
    let order = shares.indices.sorted { (shares[$0].remainder, -$0) > (shares[$1].remainder, -$1) }
    for index in order.prefix(Int(missing)) { parts[index] += 1 }
    return parts.map { Money(unchecked: $0 * sign, currency) }
  }

  /// `CNY 12999.00`
  public var description: String {
    guard currency.exponent > 0 else { return "\(currency) \(amount)" }
    let digits = padded(amount.magnitude, currency.exponent + 1)
    return
      "\(currency) \(amount < 0 ? "-" : "")\(digits.dropLast(currency.exponent)).\(digits.suffix(currency.exponent))"
  }
}

extension Money: Codable {
  private enum CodingKeys: String, CodingKey { case amount, currency }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let amount = try container.decode(Int64.self, forKey: .amount)
    guard amount.magnitude <= UInt64(Self.limit) else {
      throw DecodingError.dataCorruptedError(
        forKey: .amount, in: container, debugDescription: "an amount is within ±\(Self.limit) minor units")
    }
    self.init(unchecked: amount, try container.decode(Currency.self, forKey: .currency))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(amount, forKey: .amount)
    try container.encode(currency, forKey: .currency)
  }
}
