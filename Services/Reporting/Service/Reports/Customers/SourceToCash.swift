import Kernel
import ServiceRuntime

extension ReportShape {
  /// Each source followed to the money that it brought (I1, B21).
  static let sourceToCash = ReportShape(
    name: .sourceToCash, keyName: "key",
    keyDefinition: Localized(
      zh: "客户首次登记的渠道、活动、合作伙伴或介绍人。", en: "The channel, campaign, partner or referrer of the customer's registration."),
    groupings: [.channel, .campaign, .partner, .referrer, .month],
    measures: [
      Measure(
        name: "customers", type: .count, label: Localized(zh: "客户", en: "Customers"),
        definition: Localized(zh: "登记的客户数。", en: "Customers registered."), column: "customers"),
      Measure(
        name: "orders", type: .count, label: Localized(zh: "订单", en: "Orders"),
        definition: Localized(zh: "签订的订单数减取消。", en: "Orders signed less orders cancelled."), column: "orders"),
      Measure(
        name: "signed", type: .money, label: Localized(zh: "签约金额", en: "Signed"),
        definition: Localized(zh: "签约金额，含变更与取消。", en: "Amounts signed, amendments and cancellations included."),
        column: "signed"),
      Measure(
        name: "received", type: .money, label: Localized(zh: "收款", en: "Received"),
        definition: Localized(zh: "收款减冲回的收款。", en: "Receipts less those reversed."), column: "received"),
      Measure(
        name: "refunded", type: .money, label: Localized(zh: "退款", en: "Refunded"),
        definition: Localized(zh: "退款。", en: "Refunds."), column: "refunded"),
      Measure(
        name: "serviceCost", type: .money, label: Localized(zh: "服务成本", en: "Service cost"),
        definition: Localized(zh: "服务与问题处理的成本。", en: "Cost of service and of problems seen to."), column: "service_cost"
      ),
      Measure(
        name: "net", type: .money, label: Localized(zh: "净额", en: "Net"),
        definition: Localized(zh: "收款减退款与服务成本。", en: "Received less refunded and service cost."),
        column: "received - refunded - service_cost"),
    ], of: .customers)
}
