import ReportingDomain
import ServiceRuntime

extension ReportShape {
  /// A report of what happened on the days from `from` to `to`, read from the sums of one table.
  init(
    name: ReportName, keyName: String = "key", keyDefinition: Localized, groupings: [Grouping], measures: [Measure],
    of table: FactTable
  ) {
    self.init(
      name: name, keyName: keyName, keyDefinition: keyDefinition, groupings: groupings, measures: measures,
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
  }
}

extension ReportShape.Grouping {
  static let salesperson = Self(name: "salesperson", label: Localized(zh: "销售", en: "Salesperson"), key: "salesperson")
  static let shop = Self(name: "shop", label: Localized(zh: "门店", en: "Shop"), key: "shop")
  static let month = Self(name: "month", label: Localized(zh: "月份", en: "Month"), key: "substr(day, 1, 7)")
  static let method = Self(name: "method", label: Localized(zh: "方式", en: "Method"), key: "method")
  static let customer = Self(name: "customer", label: Localized(zh: "客户", en: "Customer"), key: "customer_id")
}
