import Kernel
import ReportingDomain
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// A report of what happened on the days from `from` to `to`, read from the sums of one table.
  init(
    name: ReportName, scope: Scope, belonging: Belonging?, keyName: String = "key", keyDefinition: Localized,
    groupings: [Grouping], measures: [Measure], of table: FactTable
  ) {
    self.init(
      name: name, scope: scope, belonging: belonging, keyName: keyName, keyDefinition: keyDefinition,
      groupings: groupings, measures: measures,
      facts: "\(table.name)_facts", region: "day BETWEEN ?1 AND ?2 AND day <= ?3 AND known <= ?4",
      sums: { filters, grouping, measures in
        filters.span.pieces.map { period in
          (
            """
            SELECT key, currency, \(measures) FROM \(table.name)_sums
            WHERE dimension = ? AND grain = ? AND period BETWEEN ? AND ? GROUP BY 1, 2
            """,
            [grouping.name, period.grain.rawValue, period.first, period.last]
          )
        }
      })
    isAppended = true
  }
}

extension ReportShape.Grouping {
  static let salesperson = Self(name: "salesperson", label: Localized(zh: "销售", en: "Salesperson"), key: "salesperson")
  static let shop = Self(name: "shop", label: Localized(zh: "门店", en: "Shop"), key: "shop")
  static let month = Self(name: "month", label: Localized(zh: "月份", en: "Month"), key: "substr(day, 1, 7)")
  static let method = Self(name: "method", label: Localized(zh: "方式", en: "Method"), key: "method")
  static let customer = Self(name: "customer", label: Localized(zh: "客户", en: "Customer"), key: "customer_id")
  static let category = Self(name: "category", label: Localized(zh: "类别", en: "Category"), key: "category")
  static let item = Self(name: "item", label: Localized(zh: "项目", en: "Item"), key: "item")
  static let campaign = Self(name: "campaign", label: Localized(zh: "活动", en: "Campaign"), key: "campaign")
  static let crew = Self(name: "crew", label: Localized(zh: "安装队", en: "Crew"), key: "crew")
  static let cause = Self(name: "cause", label: Localized(zh: "原因", en: "Cause"), key: "cause")
  static let stage = Self(name: "stage", label: Localized(zh: "阶段", en: "Stage"), key: "stage")
  static let channel = Self(name: "channel", label: Localized(zh: "渠道", en: "Channel"), key: "channel")
  /// How a customer was contacted.
  static let contact = Self(name: "channel", label: Localized(zh: "方式", en: "Channel"), key: "channel")
  static let partner = Self(name: "partner", label: Localized(zh: "合作伙伴", en: "Partner"), key: "partner")
  static let referrer = Self(name: "referrer", label: Localized(zh: "介绍人", en: "Referrer"), key: "referrer")
}
