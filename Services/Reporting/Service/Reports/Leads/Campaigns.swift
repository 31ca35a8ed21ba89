import Kernel
import ReportingDomain
import SQLite
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// What campaigns cost and brought (A12).
  static let campaigns = ReportShape(
    name: .campaigns, scope: .lead, belonging: nil, keyName: "key",
    keyDefinition: Localized(
      zh: "营销活动；费用按发生日，线索按获取日。", en: "The campaign; costs count on their day, leads on that of their capture."),
    groupings: [.campaign],
    measures: broughtByLeads + [
      Measure("cost", .money, zh: ("费用", "归于该活动的费用。"), en: ("Cost", "Expenses for the campaign.")),
      Measure(
        "costPerLead", .money, .ratio("cost", of: "leads"), zh: ("每线索成本", "费用除以线索数。"),
        en: ("Cost per lead", "Cost by leads.")),
      Measure(
        "costPerWin", .money, .ratio("cost", of: "won"), zh: ("每成交成本", "费用除以成交数。"),
        en: ("Cost per win", "Cost by leads won.")),
      Measure(
        "return", .percent, .ratio("received", of: "cost"), zh: ("回报率", "已收款占费用的百分比。"),
        en: ("Return", "Money received as a percentage of cost."), eventsAreMoney: true),
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
