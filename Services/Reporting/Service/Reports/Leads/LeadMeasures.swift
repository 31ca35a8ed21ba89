import Kernel
import ServiceRuntime

extension ReportShape {
  /// How many leads of the period there are, how good they are, and what they brought.
  static let broughtByLeads = [
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
  ]
}
