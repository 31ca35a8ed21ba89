import Kernel
import ServiceRuntime

extension ReportShape {
  /// How leads move through the pipeline (A9).
  static let funnel = ReportShape(
    name: .funnel, keyName: "key",
    keyDefinition: Localized(zh: "线索阶段、负责人、渠道或月份。", en: "The stage, owner, channel or month."),
    groupings: [.stage, .salesperson, .channel, .month],
    measures: [
      Measure(
        name: "entered", type: .count, label: Localized(zh: "进入", en: "Entered"),
        definition: Localized(zh: "期间内进入该阶段的次数。", en: "How often leads entered the stage in the period."),
        column: "entered"),
      Measure(
        name: "left", type: .count, label: Localized(zh: "离开", en: "Left"),
        definition: Localized(zh: "期间内离开该阶段的次数。", en: "How often leads left it."), column: "moved_on"),
      Measure(
        name: "current", type: .count, label: Localized(zh: "停留", en: "Stay"),
        definition: Localized(
          zh: "进入减离开。", en: "Entered less left: without a first day, those in it on the day of the report."),
        column: "entered - moved_on"),
      Measure(
        name: "averageDays", type: .score, label: Localized(zh: "平均天数", en: "Average days"),
        definition: Localized(zh: "离开的线索在该阶段停留的平均天数。", en: "Average days that those who left had stayed."),
        value: .ratio("days", of: "moved_on")),
    ], of: .funnel)
}
