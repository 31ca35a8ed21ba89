import JSON
import Kernel

/// One value of theirs as one of ours, by the kind of the field.
enum Conversion {
  /// Throws `InboundError` with the reason, to stand behind the field's name; never with the value.
  static func convert(
    _ value: JSON, _ kind: Target.Kind, by rule: Rule, currency: String
  ) throws(InboundError) -> JSON {
    switch kind {
    case .text: .string(try text(value))
    case .day: .string(try day(value, rule).description)
    case .revision: JSON(try revision(value, rule))
    case .time: .string(try time(value, rule).description)
    case .flag: .bool(try flag(value))
    case .quantity: try quantity(value, rule)
    case .percent: .number(try percent(value, rule))
    case .money: try money(value, rule, currency)
    }
  }

  /// Codes and numbers as texts, as ERPs write order numbers; leading zeros stay.
  static func text(_ value: JSON) throws(InboundError) -> String {
    switch value {
    case .string(let text): text
    case .number(let digits): digits
    case .bool(let flag): flag ? "true" : "false"
    default: throw InboundError("is no text")
    }
  }

  private static func decimal(_ value: JSON) throws(InboundError) -> DecimalText {
    let text: String? =
      switch value {
      case .string(let text): text
      case .number(let digits): digits
      default: nil
      }
    guard let decimal = text.flatMap({ DecimalText($0) }) else { throw InboundError("is no number") }
    return decimal
  }

  private static func quantity(_ value: JSON, _ rule: Rule) throws(InboundError) -> JSON {
    let decimal = try decimal(value)
    let scale = min(decimal.scale, 6)
    guard let whole = decimal.whole(decimals: scale, rounds: rule.rounds) else {
      throw InboundError("has more than six decimals: say 'round': true")
    }
    return ["value": JSON(whole), "scale": JSON(scale)]
  }

  private static func percent(_ value: JSON, _ rule: Rule) throws(InboundError) -> String {
    let decimal = try decimal(value)
    guard let hundredths = decimal.whole(decimals: rule.unit == "fraction" ? 4 : 2, rounds: rule.rounds) else {
      throw InboundError("has more than two decimals of a percent: say 'round': true")
    }
    let result = rule.unit == "paid" ? 10_000 - hundredths : hundredths
    return DecimalText(Int128(result), scale: 2).trimmed.description
  }

  private static func money(_ value: JSON, _ rule: Rule, _ code: String) throws(InboundError) -> JSON {
    guard let currency = Currency(code) else {
      throw InboundError("has the currency '\(code.prefix(10))', which is no ISO 4217 code that is known here")
    }
    let decimal = try decimal(value)
    guard let amount = decimal.whole(decimals: rule.unit == "fen" ? 0 : currency.exponent, rounds: rule.rounds) else {
      throw InboundError(
        "has more than \(currency.exponent) decimals of \(currency): say 'round': true, or 'unit': \"fen\" where it is in "
          + "minor units")
    }
    return ["amount": JSON(amount), "currency": .string(currency.code)]
  }

  // MARK: Times

  private static func day(_ value: JSON, _ rule: Rule) throws(InboundError) -> BusinessDate {
    if rule.since1970 == "days", case .number(let digits) = value, let days = Int(digits), abs(days) < 1_000_000 {
      return BusinessDate(daysSince1970: days)
    }
    if let instant = number(value, rule) { return CompanyZone.day(at: instant) }
    guard case .string(let text) = value else {
      throw InboundError("is no day: say what the number counts by 'since1970'")
    }
    if let instant = instant(text) { return CompanyZone.day(at: instant) }
    guard let (day, milliseconds) = local(text) else {
      throw InboundError("is no day such as 2026-11-01, 2026/11/1, 20261101 or a time of one")
    }
    return rule.utc ? CompanyZone.day(at: Self.utc(day, milliseconds)) : day
  }

  private static func revision(_ value: JSON, _ rule: Rule) throws(InboundError) -> Int64 {
    switch value {
    case .number(let digits) where rule.since1970 == nil:
      if let whole = Int64(digits), whole >= 0 { return whole }
    // Eight digits and more may be a time, and a number of revisions never gets there.
    case .string(let text) where text.count < 8:
      if let whole = Int64(text), whole >= 0 { return whole }
    default: break
    }
    if let time = moment(value, rule) { return time.milliseconds }
    switch value {
    case .number(let text), .string(let text):
      if let whole = Int64(text), whole >= 0 { return whole }
    default: break
    }
    throw InboundError("is no whole number and no time: it must grow with each change")
  }

  private static func time(_ value: JSON, _ rule: Rule) throws(InboundError) -> Instant {
    guard let time = moment(value, rule) else {
      throw InboundError("is no time such as 2026-11-01T08:00:00Z; say what a number counts by 'since1970'")
    }
    return time
  }

  private static func moment(_ value: JSON, _ rule: Rule) -> Instant? {
    if let instant = number(value, rule) { return instant }
    guard case .string(let text) = value else { return nil }
    if let instant = instant(text) { return instant }
    guard let (day, milliseconds) = local(text) else { return nil }
    return (rule.utc ? utc(day, 0) : CompanyZone.start(of: day)).adding(milliseconds: milliseconds)
  }

  /// As JSON and databases write it.
  private static func flag(_ value: JSON) throws(InboundError) -> Bool {
    switch value {
    case .bool(let flag): flag
    case .number("1"), .string("1"), .string("true"): true
    case .number("0"), .string("0"), .string("false"): false
    default: throw InboundError("is neither true nor false: say what their codes mean by 'codes'")
    }
  }

  private static func number(_ value: JSON, _ rule: Rule) -> Instant? {
    guard let unit = rule.since1970, let perSecond = Rule.perSecond[unit], case .number(let digits) = value,
      let count = Int64(digits), count.magnitude < UInt64(1) << 60
    else { return nil }
    let (seconds, rest) = count.quotientAndRemainder(dividingBy: perSecond)
    return Instant(milliseconds: seconds * 1000 + rest * 1000 / perSecond)
  }

  /// A time that names its zone: RFC 3339, and OData's `/Date(1767225600000)/`.
  private static func instant(_ text: String) -> Instant? {
    if let instant = Instant(text) { return instant }
    guard text.hasPrefix("/Date("), text.hasSuffix(")/"),
      let milliseconds = Int64(text.dropFirst(6).prefix { $0.isNumber || $0 == "-" })
    else { return nil }
    return Instant(milliseconds: milliseconds)
  }

  private static func utc(_ day: BusinessDate, _ milliseconds: Int64) -> Instant {
    Instant(milliseconds: Int64(day.daysSince1970) * 86_400_000 + milliseconds)
  }

  /// A day with or without a time that names no zone, with the milliseconds since it began: `2026-11-01`,
  /// `2026/11/1 8:05`, `2026-11-01T08:05:00.000`, `20261101`, `20261101080500`.
  private static func local(_ text: String) -> (day: BusinessDate, milliseconds: Int64)? {
    var parts = text.split { !$0.isNumber || !$0.isASCII }
    if parts.count == 1, let digits = parts.first, digits.count == text.count, [8, 14].contains(digits.count) {
      parts = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].map { digits.dropFirst($0.lowerBound).prefix($0.count) }
    }
    // Of a fraction of a second only milliseconds count.
    if parts.count == 7 { parts[6] = (parts[6] + "000").prefix(3) }
    let numbers = parts.filter { !$0.isEmpty }.compactMap { Int($0) }
    guard (3...7).contains(numbers.count), parts[0].count == 4,
      let day = BusinessDate(year: numbers[0], month: numbers[1], day: numbers[2])
    else { return nil }
    let clock = Array(numbers.dropFirst(3)) + Array(repeating: 0, count: 7 - numbers.count)
    guard clock[0] < 24, clock[1] < 60, clock[2] <= 60 else { return nil }
    return (day, Int64(((clock[0] * 60 + clock[1]) * 60 + clock[2]) * 1000 + clock[3]))
  }
}
