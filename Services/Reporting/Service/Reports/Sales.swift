import ReportingDomain
import ServiceRuntime

extension ReportShape {
  /// Signed orders by salesperson, shop or month (C12).
  static let sales = ReportShape(
    name: .sales, keyName: "key",
    keyDefinition: Localized(
      zh: "编码；none 表示未指定。变更计入变更日，取消计入取消日。",
      en: "The code; none where there is none. Amendments count on the day amended, cancellations on the day cancelled."
    ),
    groupings: [
      Grouping(name: "salesperson", label: Localized(zh: "销售", en: "Salesperson"), key: "salesperson"),
      Grouping(name: "shop", label: Localized(zh: "门店", en: "Shop"), key: "shop"),
      Grouping(name: "month", label: Localized(zh: "月份", en: "Month"), key: "substr(day, 1, 7)"),
    ],
    measures: [
      Measure(
        name: "orders", type: .count, label: Localized(zh: "订单", en: "Orders"),
        definition: Localized(zh: "签订的订单数减去取消的订单数。", en: "Orders signed less orders cancelled."), column: "orders"),
      Measure(
        name: "signed", type: .money, label: Localized(zh: "签约金额", en: "Signed"),
        definition: Localized(
          zh: "签约金额，加变更差额，减取消金额。", en: "Amounts signed, plus changes by amendments, less what was cancelled."),
        column: "signed"),
      Measure(
        name: "delivered", type: .money, label: Localized(zh: "已交付", en: "Delivered"),
        definition: Localized(zh: "已交付部分的金额；交付数据接入前为零。", en: "Amount delivered; zero until deliveries are recorded."),
        column: nil),
      Measure(
        name: "received", type: .money, label: Localized(zh: "已收款", en: "Received"),
        definition: Localized(zh: "收到的款项；财务数据接入前为零。", en: "Money received; zero until finance is connected."),
        column: nil),
    ],
    facts: "order_facts", region: "day BETWEEN ?1 AND ?2 AND day <= ?3 AND known <= ?4",
    sums: { filters, grouping, measures in
      filters.span.pieces.map { period in
        (
          """
          SELECT key, currency, \(measures) FROM order_sums
          WHERE dimension = ? AND grain = ? AND period BETWEEN ? AND ? GROUP BY 1, 2
          """,
          [grouping.name, period.grain.rawValue, period.first, period.last]
        )
      }
    })
}
