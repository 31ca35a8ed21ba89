import Documents
import Kernel

/// In which forms a CSV has money and times (`Shared/ServiceRuntime/README.md#csv-and-spreadsheets`): as people's
/// spreadsheets read them, unless a program asks otherwise.
public struct CSVForm: Hashable, Sendable {
  public enum Amounts: String, Codable, CaseIterable, Sendable {
    /// With the currency's decimals: 12999.00, 1500 of JPY, 1.250 of KWD.
    case decimal
    /// Whole minor units, as in JSON.
    case minor
  }

  public enum Times: String, Codable, CaseIterable, Sendable {
    /// By the company's clocks, to the second.
    case local
    /// RFC 3339 in UTC, as in JSON.
    case utc
  }

  public var money = Amounts.decimal
  public var times = Times.local

  public init() {}

  /// Reads `money` and `times`. Throws 422 for another form.
  public init(asked query: QueryRequest) throws {
    money = try query.choice("money", of: Amounts.self) ?? .decimal
    times = try query.choice("times", of: Times.self) ?? .local
  }

  /// What paths that end in `.csv` take.
  public static let parameters = [
    RouteDescription.Parameter(
      "money",
      Localized(
        zh: "金额形式：decimal（缺省，如 12999.00）或 minor（最小货币单位，如 1299900）",
        en: "Amounts as decimal (12999.00, without it) or minor (whole minor units, 1299900)"), Amounts.self),
    RouteDescription.Parameter(
      "times",
      Localized(
        zh: "时刻形式：local（缺省，公司时区）或 utc（RFC 3339）",
        en: "Instants as local (the company's clocks, without it) or utc (RFC 3339)"), Times.self),
  ]

  /// The columns of an amount and of its currency. The amount's name tells minor units from decimals.
  public func columns(ofMoney name: String) -> [String] {
    [money == .decimal ? name : "\(name).amount", "\(name).currency"]
  }

  /// An amount and its currency; two empty cells for none.
  public func cells(_ amount: Money?) -> [CSV.Cell] {
    guard let amount else { return [.empty, .empty] }
    return [.number(money == .decimal ? amount.digits : String(amount.amount)), .text(amount.currency.code)]
  }

  public func cell(_ instant: Instant) -> CSV.Cell {
    .text(times == .local ? CompanyZone.second(at: instant) : instant.description)
  }
}
