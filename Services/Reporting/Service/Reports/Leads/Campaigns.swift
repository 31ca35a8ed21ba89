import Kernel
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
    measures: broughtByLeads + [
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
