import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Installations and service by crew or month (E6, E14).
  static let afterSales = ReportShape(
    name: .afterSales, scope: .job, belonging: .serviceFacts,
    keyDefinition: Localized(zh: "安装队或月份；none 表示未指定。", en: "The crew or the month; none where there is none."),
    groupings: [.crew, .month],
    measures: [
      Measure("installations", .count, zh: ("安装", "完成的安装数。"), en: ("Installations", "Installations completed.")),
      Measure("problems", .count, zh: ("问题", "安装时发现的问题数。"), en: ("Problems", "Problems found at installations.")),
      Measure(
        "averageScore", .score, .ratio("scores", of: "answers"), zh: ("平均评分", "客户评价所有答案的平均分；新评价取代旧评价。"),
        en: (
          "Average score",
          "Average of all answers of evaluations; a later evaluation takes the place of the earlier one."
        )),
      Measure("requests", .count, zh: ("服务请求", "收到的服务请求数。"), en: ("Requests", "Requests for service.")),
      Measure(
        "onTime", .count, .sum("on_time"), zh: ("按时解决", "在时限内解决的服务请求数；未设时限视为按时。"),
        en: ("On time", "Requests resolved within their target; without one none is late.")),
      Measure("resolved", .count, zh: ("已解决", "已解决的服务请求数。"), en: ("Resolved", "Requests resolved.")),
      Measure(
        "cost", .money, zh: ("服务成本", "解决服务请求的配件与人工成本。"), en: ("Service cost", "Parts and labour of requests resolved.")),
    ], of: .service)
}
