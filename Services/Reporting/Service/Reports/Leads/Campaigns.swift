import ReportingDomain
import SQLite
import ServiceRuntime

extension ReportShape {
  /// What campaigns cost and brought (A12).
  static let campaigns = ReportShape(
    name: .campaigns, keyName: "key",
    keyDefinition: Localized(
      zh: "营销活动；费用按发生日，线索按获取日。", en: "The campaign; costs count on their day, leads on that of their capture."),
    groupings: [.campaign],
    measures: [
      Measure(
        name: "leads", type: .count, label: Localized(zh: "线索", en: "Leads"),
        definition: Localized(zh: "期间内获取的线索数。", en: "Leads captured in the period."), column: "leads"),
      Measure(
        name: "valid", type: .count, label: Localized(zh: "有效", en: "Valid"),
        definition: Localized(zh: "其中未被判为无效的线索数。", en: "Of these, those not marked invalid."), column: "valid"),
      Measure(
        name: "won", type: .count, label: Localized(zh: "成交", en: "Won"),
        definition: Localized(zh: "其中成交的线索数。", en: "Of these, those won."), column: "won"),
      Measure(
        name: "wonAmount", type: .money, label: Localized(zh: "成交金额", en: "Won amount"),
        definition: Localized(
          zh: "这些线索的订单金额，含变更与取消。", en: "Amount of their orders, amendments and cancellations included."),
        column: "won_amount"),
      Measure(
        name: "received", type: .money, label: Localized(zh: "已收款", en: "Received"),
        definition: Localized(zh: "核销到这些订单的款项。", en: "Money allocated to these orders."), column: "received"),
      Measure(
        name: "cost", type: .money, label: Localized(zh: "费用", en: "Cost"),
        definition: Localized(zh: "归于该活动的费用。", en: "Expenses for the campaign."), column: "cost"),
      Measure(
        name: "costPerLead", type: .money, label: Localized(zh: "每线索成本", en: "Cost per lead"),
        definition: Localized(zh: "费用除以线索数。", en: "Cost by leads."), value: .ratio("cost", of: "leads")),
      Measure(
        name: "costPerWin", type: .money, label: Localized(zh: "每成交成本", en: "Cost per win"),
        definition: Localized(zh: "费用除以成交数。", en: "Cost by leads won."), value: .ratio("cost", of: "won")),
      Measure(
        name: "return", type: .percent, label: Localized(zh: "回报率", en: "Return"),
        definition: Localized(zh: "已收款占费用的百分比。", en: "Money received as a percentage of cost."),
        value: .ratio("received", of: "cost"), eventsAreMoney: true),
    ],
    facts: "lead_facts",
    region: "campaign IS NOT NULL AND cohort BETWEEN ?1 AND ?2 AND day <= ?3 AND known <= ?4",
    // Costs are expenses, of which there are sums by campaign; the rest is as in `leadSources`.
    sums: { filters, _, measures in
      let costs = filters.span.pieces.map { period -> (sql: String, values: [any Bindable]) in
        (
          """
          SELECT key, currency, \(measures)
          FROM (SELECT key, currency, 0 AS leads, 0 AS valid, 0 AS won, 0 AS won_amount, 0 AS received, amount AS cost
            FROM expense_sums
            WHERE dimension = 'campaign' AND grain = ? AND period BETWEEN ? AND ? AND key != 'none')
          GROUP BY 1, 2
          """, [period.grain.rawValue, period.first, period.last]
        )
      }
      let leads = DaySpan(from: nil, through: filters.asOf).pieces.flatMap { period in
        filters.span.pieces.map { cohort -> (sql: String, values: [any Bindable]) in
          (
            """
            SELECT campaign, currency, \(measures)
            FROM (SELECT *, 0 AS cost FROM \(cohort.grain == .month ? "campaign_month_sums" : "campaign_day_sums")
              WHERE grain = ? AND period BETWEEN ? AND ? AND cohort BETWEEN ? AND ?)
            GROUP BY 1, 2
            """, [period.grain.rawValue, period.first, period.last, cohort.first, cohort.last]
          )
        }
      }
      return costs + leads
    })
}
