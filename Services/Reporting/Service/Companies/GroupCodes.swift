import Kernel

extension ReportShape.Grouping {
  /// The row of each company.
  static let company = Self(
    name: Companies.parameter, label: Localized(zh: "公司", en: "Company"), key: "'\(Companies.parameter)'")

  /// Whether its keys are codes that each company gives by itself, so that one code of two companies is two things. Ids
  /// are the same nowhere else; months, channels and the like, and words such as the item of an expense, mean the same
  /// everywhere.
  var isOwnCode: Bool { Self.ownCodes.contains(name) }

  static let ownCodes: Set = ["salesperson", "shop", "campaign", "partner", "crew", "segment"]
  static let commonKeys: Set = [
    "company", "month", "method", "customer", "referrer", "category", "item", "cause", "stage", "channel",
  ]
}

/// A company's own codes among those of others: `gz:s-12`.
enum GroupCode {
  static func qualified(_ key: String, of company: Company, by grouping: ReportShape.Grouping) -> String {
    grouping.isOwnCode && key != ReadModels.none ? "\(company.code):\(key)" : key
  }

  /// The code in its company; nil where it is another's.
  static func own(_ key: String, of company: Company, by grouping: ReportShape.Grouping) -> String? {
    if grouping.name == ReportShape.Grouping.company.name { return key == company.code ? key : nil }
    guard grouping.isOwnCode, key != ReadModels.none else { return key }
    let prefix = "\(company.code):"
    return key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
  }
}
