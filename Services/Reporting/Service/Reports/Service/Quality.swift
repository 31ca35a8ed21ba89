import Kernel
import ServiceRuntime

extension ReportShape {
  /// Where problems of installations came from, and what they cost (E7, I8).
  static let quality = ReportShape(
    name: .quality, keyName: "key",
    keyDefinition: Localized(
      zh: "问题原因、安装队或月份；none 表示安装本身或未指定。", en: "The cause, crew or month; none for installations as such."),
    groupings: [.cause, .crew, .month],
    measures: [
      Measure(
        name: "installations", type: .count, label: Localized(zh: "安装", en: "Installations"),
        definition: Localized(zh: "完成的安装数。", en: "Installations completed."), column: "installations"),
      Measure(
        name: "firstTimeRight", type: .percent, label: Localized(zh: "一次成功率", en: "First time right"),
        definition: Localized(zh: "没有问题的安装占全部安装的百分比。", en: "Percentage of installations without a problem."),
        value: .ratio("first_right", of: "installations")),
      Measure(
        name: "problems", type: .count, label: Localized(zh: "问题", en: "Problems"),
        definition: Localized(zh: "发现的问题数；原因查明后改计。", en: "Problems found; counted under the cause as it turned out."),
        column: "problems"),
      Measure(
        name: "closed", type: .count, label: Localized(zh: "已解决", en: "Closed"),
        definition: Localized(zh: "已解决的问题数。", en: "Problems seen to."), column: "closed"),
      Measure(
        name: "cost", type: .money, label: Localized(zh: "成本", en: "Cost"),
        definition: Localized(zh: "解决问题的成本。", en: "What seeing to them cost."), column: "cost"),
    ], of: .quality)
}
