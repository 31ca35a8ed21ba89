import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Where problems of installations came from, and what they cost (E7, I8).
  static let quality = ReportShape(
    name: .quality, scope: .job, belonging: .qualityFacts,
    keyDefinition: Localized(
      zh: "问题原因、安装队或月份；none 表示安装本身或未指定。", en: "The cause, crew or month; none for installations as such."),
    groupings: [.cause, .crew, .month],
    measures: [
      Measure("installations", .count, zh: ("安装", "完成的安装数。"), en: ("Installations", "Installations completed.")),
      Measure(
        "firstTimeRight", .percent, .ratio("first_right", of: "installations"), zh: ("一次成功率", "没有问题的安装占全部安装的百分比。"),
        en: ("First time right", "Percentage of installations without a problem.")),
      Measure(
        "problems", .count, zh: ("问题", "发现的问题数；原因查明后改计。"),
        en: ("Problems", "Problems found; counted under the cause as it turned out.")),
      Measure("closed", .count, zh: ("已解决", "已解决的问题数。"), en: ("Closed", "Problems seen to.")),
      Measure("cost", .money, zh: ("成本", "解决问题的成本。"), en: ("Cost", "What seeing to them cost.")),
    ], of: .quality)
}
