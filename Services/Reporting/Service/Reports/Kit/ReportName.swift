import Kernel
import ServiceRuntime

/// Every report that the suite names (`Services/Reporting/README.md#reports`); those without a shape are not built yet.
enum ReportName: String, CaseIterable {
  case leadSources = "lead-sources"
  case funnel, campaigns, sales
  case receivablesAging = "receivables-aging"
  case receivablesConcentration = "receivables-concentration"
  case cash, expenses, commissions, activities
  case afterSales = "after-sales"
  case quality, segments, referrals, retention
  case sourceToCash = "source-to-cash"

  /// What people call it.
  var title: Localized {
    switch self {
    case .leadSources: Localized(zh: "线索来源", en: "Lead sources")
    case .funnel: Localized(zh: "销售漏斗", en: "Funnel")
    case .campaigns: Localized(zh: "营销活动", en: "Campaigns")
    case .sales: Localized(zh: "销售业绩", en: "Sales")
    case .receivablesAging: Localized(zh: "应收账龄", en: "Receivables by age")
    case .receivablesConcentration: Localized(zh: "应收集中度", en: "Largest debtors")
    case .cash: Localized(zh: "收支", en: "Cash")
    case .expenses: Localized(zh: "费用", en: "Expenses")
    case .commissions: Localized(zh: "提成", en: "Commissions")
    case .activities: Localized(zh: "跟进活动", en: "Activities")
    case .afterSales: Localized(zh: "安装与服务", en: "Installation and service")
    case .quality: Localized(zh: "安装质量", en: "Quality of installations")
    case .segments: Localized(zh: "客户分群与等级", en: "Segments and tiers")
    case .referrals: Localized(zh: "老客户介绍", en: "Referrals")
    case .retention: Localized(zh: "复购", en: "Retention")
    case .sourceToCash: Localized(zh: "来源到回款", en: "Source to cash")
    }
  }

  static func refusal(of name: String) -> Problem {
    let built = ReportShape.all.map(\.name.rawValue).joined(separator: ", ")
    guard ReportName(rawValue: name) != nil else {
      return Problem(
        404, "no-such-report", title: Localized(zh: "没有这个报表", en: "There is no such report"),
        detail: Localized(zh: "“\(name)”不是报表名；可用：\(built)。", en: "'\(name)' names no report; use one of \(built)."))
    }
    return Problem(
      404, "report-not-built", title: Localized(zh: "该报表尚未建立", en: "This report is not built yet"),
      detail: Localized(
        zh: "“\(name)”将随提供其数据的服务一起推出；目前可用：\(built)。",
        en: "'\(name)' comes with the services that feed it; for now there are \(built)."))
  }
}
