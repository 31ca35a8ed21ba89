import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// What was spent, and on what (D8).
  static let expenses = ReportShape(
    name: .expenses, scope: .earnings, belonging: .expenseFacts,
    keyDefinition: Localized(
      zh: "类别、项目、月份或销售；none 表示未指定。冲回的费用计入冲回日。",
      en:
        "The category, item, month or salesperson; none where there is none. What was reversed counts on the day of the reversal."
    ),
    groupings: [.category, .item, .month, .salesperson, .shop, .campaign],
    measures: [
      Measure("amount", .money, zh: ("金额", "费用发生额减冲回。"), en: ("Amount", "What was spent, less what was reversed."))
    ], of: .expenses)
}
