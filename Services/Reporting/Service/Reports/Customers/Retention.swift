import Kernel
import ServiceRuntime

extension ReportShape {
  /// Who comes back, and what it costs to win and to keep (B21, B22).
  static let retention = ReportShape(
    name: .retention, keyName: "key",
    keyDefinition: Localized(zh: "月份或门店。", en: "The month or the shop."),
    groupings: [.month, .shop],
    measures: [
      Measure(
        name: "buyers", type: .count, label: Localized(zh: "新客户", en: "New buyers"),
        definition: Localized(zh: "首次下单的客户数。", en: "Customers who ordered for the first time."), column: "buyers"),
      Measure(
        name: "returning", type: .count, label: Localized(zh: "回头客", en: "Returning"),
        definition: Localized(zh: "第二次下单的客户数。", en: "Customers who ordered for the second time."),
        column: "second_orders"),
      Measure(
        name: "orders", type: .count, label: Localized(zh: "订单", en: "Orders"),
        definition: Localized(zh: "签订的订单数。", en: "Orders signed."), column: "orders"),
      Measure(
        name: "repeatRate", type: .percent, label: Localized(zh: "复购率", en: "Repeat rate"),
        definition: Localized(zh: "非首单占全部订单的百分比。", en: "Percentage of orders that were not a customer's first."),
        value: .ratio("repeats", of: "orders")),
      Measure(
        name: "spentOnNew", type: .money, label: Localized(zh: "获客费用", en: "Spent on new"),
        definition: Localized(zh: "归于营销活动的费用。", en: "Expenses for campaigns."), column: "spent_new"),
      Measure(
        name: "spentOnKept", type: .money, label: Localized(zh: "维系费用", en: "Spent on kept"),
        definition: Localized(zh: "归于已有客户的费用（如礼品）。", en: "Expenses for customers, such as gifts."), column: "spent_kept"
      ),
      Measure(
        name: "costPerNew", type: .money, label: Localized(zh: "每新客成本", en: "Cost per new"),
        definition: Localized(zh: "获客费用除以新客户数。", en: "Spent on new by new buyers."),
        value: .ratio("spent_new", of: "buyers")),
      Measure(
        name: "costPerKept", type: .money, label: Localized(zh: "每复购成本", en: "Cost per kept"),
        definition: Localized(zh: "维系费用除以复购订单数。", en: "Spent on kept by repeated orders."),
        value: .ratio("spent_kept", of: "repeats")),
    ], of: .retention)
}
