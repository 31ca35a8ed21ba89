import Kernel
import ServiceRuntime

extension ReportShape {
  /// Installations and service by crew or month (E6, E14).
  static let afterSales = ReportShape(
    name: .afterSales, keyName: "key",
    keyDefinition: Localized(zh: "安装队或月份；none 表示未指定。", en: "The crew or the month; none where there is none."),
    groupings: [.crew, .month],
    measures: [
      Measure(
        name: "installations", type: .count, label: Localized(zh: "安装", en: "Installations"),
        definition: Localized(zh: "完成的安装数。", en: "Installations completed."), column: "installations"),
      Measure(
        name: "problems", type: .count, label: Localized(zh: "问题", en: "Problems"),
        definition: Localized(zh: "安装时发现的问题数。", en: "Problems found at installations."), column: "problems"),
      Measure(
        name: "averageScore", type: .score, label: Localized(zh: "平均评分", en: "Average score"),
        definition: Localized(
          zh: "客户评价所有答案的平均分；新评价取代旧评价。",
          en: "Average of all answers of evaluations; a later evaluation takes the place of the earlier one."),
        value: .ratio("scores", of: "answers")),
      Measure(
        name: "requests", type: .count, label: Localized(zh: "服务请求", en: "Requests"),
        definition: Localized(zh: "收到的服务请求数。", en: "Requests for service."), column: "requests"),
      Measure(
        name: "onTime", type: .count, label: Localized(zh: "按时解决", en: "On time"),
        definition: Localized(
          zh: "在时限内解决的服务请求数；未设时限视为按时。", en: "Requests resolved within their target; without one none is late."),
        column: "on_time"),
      Measure(
        name: "resolved", type: .count, label: Localized(zh: "已解决", en: "Resolved"),
        definition: Localized(zh: "已解决的服务请求数。", en: "Requests resolved."), column: "resolved"),
      Measure(
        name: "cost", type: .money, label: Localized(zh: "服务成本", en: "Service cost"),
        definition: Localized(zh: "解决服务请求的配件与人工成本。", en: "Parts and labour of requests resolved."), column: "cost"),
    ], of: .service)
}
