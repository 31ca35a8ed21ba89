import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Who is in which segment and tier, and who came and went (F1, F3).
  static let segments = ReportShape(
    name: .segments, scope: .customer, belonging: nil,
    keyDefinition: Localized(zh: "分群编号或客户等级。", en: "The segment's id, or the tier."),
    groupings: [Grouping(name: "segment", label: Localized(zh: "分群", en: "Segment"), key: "segment"), .month],
    measures: [
      Measure(
        "members", .count, .sum("joined - leavers"), zh: ("成员", "加入减离开；不设起始日时即统计日的成员数。"),
        en: ("Members", "Joined less left: without a first day, those in it on the day of the report.")),
      Measure("joined", .count, zh: ("加入", "期间内加入的客户数。"), en: ("Joined", "Customers who came in.")),
      Measure("left", .count, .sum("leavers"), zh: ("离开", "期间内离开的客户数。"), en: ("Left", "Customers who went.")),
    ], of: .segments)
}
