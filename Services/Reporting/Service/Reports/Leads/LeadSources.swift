import Kernel
import ReportingDomain
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Leads by channel: how many, how good, how many won and for how much (A3).
  static let leadSources = ReportShape(
    name: .leadSources, scope: .lead, belonging: .leadFacts, keyName: "channel",
    keyDefinition: Localized(
      zh: "线索的来源渠道、获取月份、活动、合作伙伴，或现负责人及其门店；期间按线索的获取日期计算。",
      en: """
        Where the lead came from, the month of its capture, its campaign or partner, or its present owner or that one's \
        shop; the period is that of the lead's capture.
        """),
    groupings: [
      .channel, Grouping(name: "month", label: Grouping.month.label, key: "substr(cohort, 1, 7)"),
      Grouping(name: "campaign", label: Grouping.campaign.label, key: orNone("campaign")),
      Grouping(name: "partner", label: Grouping.partner.label, key: orNone("partner")),
      Grouping(
        name: "salesperson", label: Localized(zh: "现负责人", en: "Present owner"),
        key: orNone("(SELECT owner_id FROM leads WHERE leads.lead_id = lead_facts.lead_id)")),
      Grouping(
        name: "shop", label: Localized(zh: "现负责人的门店", en: "Present owner's shop"),
        key: orNone(
          """
          (SELECT shop FROM leads JOIN employees ON code = owner_id WHERE leads.lead_id = lead_facts.lead_id)
          """)),
    ],
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
    sums: { filters, grouping, measures in
      // What is added up is added up by channel.
      guard grouping.name == "channel" else { return nil }
      return DaySpan(from: nil, through: filters.asOf).pieces.flatMap { period in
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
  private static func orNone(_ key: String) -> String { "coalesce(\(key), '\(ReadModels.none)')" }
}
