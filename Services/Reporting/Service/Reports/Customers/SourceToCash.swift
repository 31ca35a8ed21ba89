import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Each source followed to the money that it brought (I1, B21).
  static let sourceToCash = ReportShape(
    name: .sourceToCash, scope: .money, belonging: nil,
    keyDefinition: Localized(
      zh: "客户首次登记的渠道、活动、合作伙伴或介绍人。", en: "The channel, campaign, partner or referrer of the customer's registration."),
    groupings: [.channel, .campaign, .partner, .referrer, .month],
    measures: [
      Measure("customers", .count, zh: ("客户", "登记的客户数。"), en: ("Customers", "Customers registered.")),
      Measure("orders", .count, zh: ("订单", "签订的订单数减取消。"), en: ("Orders", "Orders signed less orders cancelled.")),
      Measure(
        "signed", .money, zh: ("签约金额", "签约金额，含变更与取消。"),
        en: ("Signed", "Amounts signed, amendments and cancellations included.")),
      Measure("received", .money, zh: ("收款", "收款减冲回的收款。"), en: ("Received", "Receipts less those reversed.")),
      Measure("refunded", .money, zh: ("退款", "退款。"), en: ("Refunded", "Refunds.")),
      Measure(
        "serviceCost", .money, .sum("service_cost"), zh: ("服务成本", "服务与问题处理的成本。"),
        en: ("Service cost", "Cost of service and of problems seen to.")),
      Measure(
        "net", .money, .sum("received - refunded - service_cost"), zh: ("净额", "收款减退款与服务成本。"),
        en: ("Net", "Received less refunded and service cost.")),
    ], of: .customers)
}
