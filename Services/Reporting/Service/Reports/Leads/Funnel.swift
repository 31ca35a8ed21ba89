import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// How leads move through the pipeline (A9).
  static let funnel = ReportShape(
    name: .funnel, scope: .lead, belonging: .funnelFacts,
    keyDefinition: Localized(zh: "线索阶段、负责人、渠道或月份。", en: "The stage, owner, channel or month."),
    groupings: [.stage, .salesperson, .channel, .month],
    measures: [
      Measure(
        "entered", .count, zh: ("进入", "期间内进入该阶段的次数。"),
        en: ("Entered", "How often leads entered the stage in the period.")),
      Measure("left", .count, .sum("moved_on"), zh: ("离开", "期间内离开该阶段的次数。"), en: ("Left", "How often leads left it.")),
      Measure(
        "current", .count, .sum("entered - moved_on"), zh: ("停留", "进入减离开。"),
        en: ("Stay", "Entered less left: without a first day, those in it on the day of the report.")),
      Measure(
        "averageDays", .score, .ratio("days", of: "moved_on"), zh: ("平均天数", "离开的线索在该阶段停留的平均天数。"),
        en: ("Average days", "Average days that those who left had stayed.")),
    ], of: .funnel)
}
