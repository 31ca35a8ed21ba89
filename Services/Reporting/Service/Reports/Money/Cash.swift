import Kernel
import ServiceRuntime

extension ReportShape {
  /// Money in and out by method or month (D7).
  static let cash = ReportShape(
    name: .cash,
    keyDefinition: Localized(
      zh: "收付方式或月份。退款、冲回的收款、付款与费用各计入自己的日期。",
      en: "The method or the month. Refunds, reversed receipts, payments and expenses count on their own dates."),
    groupings: [.method, .month],
    measures: [
      Measure(
        name: "in", type: .money, label: Localized(zh: "收入", en: "In"),
        definition: Localized(zh: "收款与冲回的付款。", en: "Receipts, and payments that were reversed."), column: "money_in"),
      Measure(
        name: "out", type: .money, label: Localized(zh: "支出", en: "Out"),
        definition: Localized(
          zh: "退款、冲回的收款、付款及注明方式的费用。",
          en: "Refunds, receipts that were reversed, payments, and expenses with a method."), column: "money_out"),
      Measure(
        name: "net", type: .money, label: Localized(zh: "净额", en: "Net"),
        definition: Localized(zh: "收入减支出。", en: "In less out."), column: "money_in - money_out"),
    ], of: .cash)
}
