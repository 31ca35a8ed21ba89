import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Who comes back, and what it costs to win and to keep (B21, B22).
  static let retention = ReportShape(
    name: .retention, scope: .customer, belonging: nil,
    keyDefinition: Localized(zh: "月份或门店。", en: "The month or the shop."),
    groupings: [.month, .shop],
    measures: [
      Measure(
        "buyers", .count, zh: ("新客户", "首次下单的客户数。"), en: ("New buyers", "Customers who ordered for the first time.")),
      Measure(
        "returning", .count, .sum("second_orders"), zh: ("回头客", "第二次下单的客户数。"),
        en: ("Returning", "Customers who ordered for the second time.")),
      Measure("orders", .count, zh: ("订单", "签订的订单数。"), en: ("Orders", "Orders signed.")),
      Measure(
        "repeatRate", .percent, .ratio("repeats", of: "orders"), zh: ("复购率", "非首单占全部订单的百分比。"),
        en: ("Repeat rate", "Percentage of orders that were not a customer's first.")),
      Measure(
        "spentOnNew", .money, .sum("spent_new"), zh: ("获客费用", "归于营销活动的费用。"),
        en: ("Spent on new", "Expenses for campaigns.")),
      Measure(
        "spentOnKept", .money, .sum("spent_kept"), zh: ("维系费用", "归于已有客户的费用（如礼品）。"),
        en: ("Spent on kept", "Expenses for customers, such as gifts.")),
      Measure(
        "costPerNew", .money, .ratio("spent_new", of: "buyers"), zh: ("每新客成本", "获客费用除以新客户数。"),
        en: ("Cost per new", "Spent on new by new buyers.")),
      Measure(
        "costPerKept", .money, .ratio("spent_kept", of: "repeats"), zh: ("每复购成本", "维系费用除以复购订单数。"),
        en: ("Cost per kept", "Spent on kept by repeated orders.")),
    ], of: .retention)
}
