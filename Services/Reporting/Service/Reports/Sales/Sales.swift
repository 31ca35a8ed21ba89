import Kernel
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
      .salesperson, .shop, .month,
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
        definition: Localized(zh: "发货单的金额，计入发货日。", en: "Amounts of delivery notes, on the day of delivery."),
        column: "delivered"),
      Measure(
        name: "received", type: .money, label: Localized(zh: "已收款", en: "Received"),
        definition: Localized(
          zh: "核销到订单应收的款项，撤销核销时扣回；计入核销生效日。",
          en: "Money allocated to orders, less what was undone, on the day from which the allocation counts."),
        column: "received"),
    ],
    of: .orders)
}
