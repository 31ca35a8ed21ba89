import Kernel
import ReportingDomain
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Leads by channel: how many, how good, how many won and for how much (A3).
  static let leadSources = ReportShape(
    name: .leadSources, scope: .lead, belonging: .leadFacts, keyName: "channel",
    keyDefinition: Localized(
      zh: "线索的来源渠道；期间按线索的获取日期计算。", en: "Where the lead came from; the period is that of the lead's capture."),
    groupings: [Grouping(name: "channel", label: Localized(zh: "渠道", en: "Channel"), key: "channel")],
    measures: [
      Measure(
        "leads", .count, zh: ("线索", "期间内获取的线索数；合并的线索自合并之日起只计一次，计入最早获取者的来源。"),
        en: (
          "Leads",
          "Leads captured in the period; merged ones count once from the day of the merge on, with the first source."
        )),
      Measure(
        "inProfile", .count, .sum("in_profile"), zh: ("符合画像", "其中截至统计日符合目标客户画像的线索数。"),
        en: ("In profile", "Of these, those that match the target profile as of the day of the report.")),
      Measure(
        "valid", .count, zh: ("有效", "其中截至统计日未被判为无效的线索数。"),
        en: ("Valid", "Of these, those not marked invalid as of the day of the report.")),
      Measure(
        "won", .count, zh: ("成交", "其中截至统计日处于成交阶段的线索数。"),
        en: ("Won", "Of these, those in stage won as of the day of the report.")),
      Measure(
        "wonAmount", .money, .sum("won_amount"), zh: ("成交金额", "由这些线索产生的订单金额，含变更与取消。"),
        en: ("Won amount", "Amount of the orders from these leads, amendments and cancellations included.")),
      Measure(
        "received", .money, zh: ("已收款", "核销到这些订单的款项，撤销核销时扣回。"),
        en: ("Received", "Money allocated to these orders, less what was undone.")),
    ],
    facts: "lead_facts", region: "channel IS NOT NULL AND cohort BETWEEN ?1 AND ?2 AND day <= ?3 AND known <= ?4",
    sums: { filters, _, measures in
      DaySpan(from: nil, through: filters.asOf).pieces.flatMap { period in
        filters.span.pieces.map { cohort in
          (
            """
            SELECT channel, currency, \(measures)
            FROM \(cohort.grain == .month ? "lead_month_sums" : "lead_day_sums")
            WHERE grain = ? AND period BETWEEN ? AND ? AND cohort BETWEEN ? AND ? GROUP BY 1, 2
            """,
            [period.grain.rawValue, period.first, period.last, cohort.first, cohort.last]
          )
        }
      }
    })
}
