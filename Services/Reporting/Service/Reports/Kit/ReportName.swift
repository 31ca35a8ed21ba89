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
