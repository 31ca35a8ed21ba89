import Kernel
import ServiceRuntime

extension ReportShape {
  /// Who is in which segment and tier, and who came and went (F1, F3).
  static let segments = ReportShape(
    name: .segments,
    keyDefinition: Localized(zh: "分群编号或客户等级。", en: "The segment's id, or the tier."),
    groupings: [Grouping(name: "segment", label: Localized(zh: "分群", en: "Segment"), key: "segment"), .month],
    measures: [
      Measure(
        name: "members", type: .count, label: Localized(zh: "成员", en: "Members"),
        definition: Localized(
          zh: "加入减离开；不设起始日时即统计日的成员数。",
          en: "Joined less left: without a first day, those in it on the day of the report."),
        column: "joined - leavers"),
      Measure(
        name: "joined", type: .count, label: Localized(zh: "加入", en: "Joined"),
        definition: Localized(zh: "期间内加入的客户数。", en: "Customers who came in."), column: "joined"),
      Measure(
        name: "left", type: .count, label: Localized(zh: "离开", en: "Left"),
        definition: Localized(zh: "期间内离开的客户数。", en: "Customers who went."), column: "leavers"),
    ], of: .segments)
}
