import JSON

/// Where a field of ours comes from: a path into their message, or a constant, and how it is to be read.
struct Rule: Hashable, Sendable, Decodable {
  /// JSON pointers, the first that leads to a value counts; `$/` goes from the whole message where a row is meant
  /// otherwise.
  var from: [String] = []
  var value: JSON?
  /// What their codes mean; a code that is not listed is refused, unless there is `otherwise`.
  var codes: [String: JSON]?
  var otherwise: JSON?
  /// Of money `yuan` (the whole unit of whatever currency; as without) or `fen` (its minor unit); of a percentage
  /// `percent` (as without), `fraction` (0.05 is 5), or `paid` (95 is 5 off).
  var unit: String?
  /// Of money: `CNY`, or a path to a code.
  var currency: Currency?
  /// Of a day or a revision that is a number: `days`, `seconds`, `milliseconds`, `microseconds` since 1970.
  var since1970: String?
  /// Times that name no zone are UTC, not the company's.
  var utc = false
  /// Rounds half up what has more decimals than we keep; otherwise it is refused.
  var rounds = false
  /// Between texts, where several paths are to be joined.
  var join: String?

  /// The currency of an amount.
  enum Currency: Hashable, Sendable {
    case code(String)
    indirect case rule(Rule)
  }

  private enum CodingKeys: String, CodingKey {
    case from, value, codes, otherwise, unit, currency, since1970, utc, round, join
  }

  init(from decoder: any Decoder) throws {
    if let path = try? decoder.singleValueContainer().decode(String.self) {
      from = [path]
    } else {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      if let path = try? container.decode(String.self, forKey: .from) {
        from = [path]
      } else {
        from = try container.decodeIfPresent([String].self, forKey: .from) ?? []
      }
      value = try container.decodeIfPresent(JSON.self, forKey: .value)
      codes = try container.decodeIfPresent([String: JSON].self, forKey: .codes)
      otherwise = try container.decodeIfPresent(JSON.self, forKey: .otherwise)
      unit = try container.decodeIfPresent(String.self, forKey: .unit)
      if let text = try? container.decode(String.self, forKey: .currency), !text.contains("/") {
        currency = .code(text)
      } else {
        currency = try container.decodeIfPresent(Rule.self, forKey: .currency).map(Currency.rule)
      }
      since1970 = try container.decodeIfPresent(String.self, forKey: .since1970)
      utc = try container.decodeIfPresent(Bool.self, forKey: .utc) ?? false
      rounds = try container.decodeIfPresent(Bool.self, forKey: .round) ?? false
      join = try container.decodeIfPresent(String.self, forKey: .join)
    }
  }

  /// What is wrong with the rule for a field of that kind; nil where nothing is.
  func mistake(for kind: Target.Kind) -> String? {
    if from.isEmpty, value == nil { return "says neither 'from' nor 'value'" }
    if let path = from.first(where: { !$0.hasPrefix("/") && !$0.hasPrefix("$/") }) {
      return "has the path '\(path)': a path begins with '/', or with '$/' for the whole message"
    }
    let units: [String] = kind == .money ? ["yuan", "fen"] : kind == .percent ? ["percent", "fraction", "paid"] : []
    if let unit, !units.contains(unit) {
      return units.isEmpty
        ? "has a 'unit', which only money and percentages have"
        : "has the unit '\(unit)': one of \(units.joined(separator: ", "))"
    }
    if let since1970, Self.perSecond[since1970] == nil, since1970 != "days" {
      return "has since1970 '\(since1970)': one of days, seconds, milliseconds, microseconds"
    }
    return nil
  }

  /// How many of a unit make a second.
  static let perSecond: [String: Int64] = ["seconds": 1, "milliseconds": 1000, "microseconds": 1_000_000]
}
