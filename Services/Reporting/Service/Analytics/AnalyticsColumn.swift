import Kernel

/// A column of snapshots. One name means one thing in whatever view it stands.
struct AnalyticsColumn: Sendable {
  enum Kind: Sendable {
    case text
    /// A business day in the company's zone: `2026-11-22`.
    case day
    /// RFC 3339 in UTC with milliseconds; in the store milliseconds since 1970.
    case instant
    case count
    case decimal
    /// Minor units, and beside them the same as a decimal number.
    case money
  }

  let name: String
  let kind: Kind
  let meaning: Localized

  init(_ name: String, _ kind: Kind = .text, zh: String, en: String) {
    self.name = name
    self.kind = kind
    meaning = Localized(zh: zh, en: en)
  }

  var fields: [AnalyticsField] {
    func field(_ type: String) -> AnalyticsField { AnalyticsField(name: name, type: type, meaning: meaning) }
    return switch kind {
    case .text: [field("TEXT")]
    case .day: [field("DATE")]
    case .instant: [field("TIMESTAMP")]
    case .count: [field("INTEGER")]
    case .decimal: [field("DECIMAL")]
    case .money:
      [
        AnalyticsField(
          name: "\(name)_minor", type: "INTEGER",
          meaning: Localized(zh: "\(meaning.chinese)（最小货币单位）", en: "\(meaning.english), in minor units")),
        field("DECIMAL"),
      ]
    }
  }

  /// The values of `fields` for an expression of the store's columns.
  func values(of expression: String, in currency: String) -> [String] {
    switch kind {
    case .text, .day, .count, .decimal: [expression]
    case .instant: ["strftime('%Y-%m-%dT%H:%M:%fZ', (\(expression)) / 1000.0, 'unixepoch')"]
    case .money: [expression, "(\(expression)) / \(Self.minorUnits(of: currency))"]
    }
  }

  /// How many minor units of a currency are one of it.
  private static func minorUnits(of currency: String) -> String {
    let others = Dictionary(grouping: Currency.known.compactMap { Currency($0) }) { $0.exponent }
      .filter { $0.key != Currency.cny.exponent }.sorted { $0.key < $1.key }
    let cases = others.map { exponent, currencies in
      let codes = currencies.map { "'\($0.code)'" }.joined(separator: ", ")
      return "WHEN \(currency) IN (\(codes)) THEN 1e\(exponent)"
    }
    return "(CASE \(cases.joined(separator: " ")) ELSE 1e\(Currency.cny.exponent) END)"
  }
}
