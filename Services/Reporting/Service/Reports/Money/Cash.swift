import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Money in and out by method or month (D7).
  static let cash = ReportShape(
    name: .cash, scope: .money, belonging: nil,
    keyDefinition: Localized(
      zh: "收付方式或月份。退款、冲回的收款、付款与费用各计入自己的日期。",
      en: "The method or the month. Refunds, reversed receipts, payments and expenses count on their own dates."),
    groupings: [.method, .month],
    measures: [
      Measure(
        "in", .money, .sum("money_in"), zh: ("收入", "收款与冲回的付款。"),
        en: ("In", "Receipts, and payments that were reversed.")),
      Measure(
        "out", .money, .sum("money_out"), zh: ("支出", "退款、冲回的收款、付款及注明方式的费用。"),
        en: ("Out", "Refunds, receipts that were reversed, payments, and expenses with a method.")),
      Measure("net", .money, .sum("money_in - money_out"), zh: ("净额", "收入减支出。"), en: ("Net", "In less out.")),
    ], of: .cash)
}
