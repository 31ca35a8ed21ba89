import Kernel
import ServiceRuntime

extension ReportShape {
  /// How many leads of the period there are, how good they are, and what they brought.
  static let broughtByLeads = [
    Measure("leads", .count, zh: ("线索", "期间内获取的线索数。"), en: ("Leads", "Leads captured in the period.")),
    Measure("valid", .count, zh: ("有效", "其中未被判为无效的线索数。"), en: ("Valid", "Of these, those not marked invalid.")),
    Measure("won", .count, zh: ("成交", "其中成交的线索数。"), en: ("Won", "Of these, those won.")),
    Measure(
      "wonAmount", .money, .sum("won_amount"), zh: ("成交金额", "这些线索的订单金额，含变更与取消。"),
      en: ("Won amount", "Amount of their orders, amendments and cancellations included.")),
    Measure("received", .money, zh: ("已收款", "核销到这些订单的款项。"), en: ("Received", "Money allocated to these orders.")),
  ]
}
