import Kernel
import ServiceRuntime

extension ReportShape {
  /// Commission by salesperson (C15, C16).
  static let commissions = ReportShape(
    name: .commissions, keyName: "salespersonId",
    keyDefinition: Localized(zh: "销售员编码。", en: "The salesperson."),
    groupings: [.salesperson, .month],
    measures: [
      Measure(
        name: "accrued", type: .money, label: Localized(zh: "计提", en: "Accrued"),
        definition: Localized(zh: "按方案计提的提成。", en: "Commission earned by the plans."), column: "accrued"),
      Measure(
        name: "adjusted", type: .money, label: Localized(zh: "调整", en: "Adjusted"),
        definition: Localized(
          zh: "退款、取消等扣回的提成（负数）。", en: "Taken back by refunds, cancellations and the like; negative."),
        column: "adjusted"),
      Measure(
        name: "paid", type: .money, label: Localized(zh: "已发", en: "Paid"),
        definition: Localized(zh: "已发放的提成。", en: "Commission paid out."), column: "paid"),
      Measure(
        name: "open", type: .money, label: Localized(zh: "未发", en: "Open"),
        definition: Localized(zh: "计提加调整减已发。", en: "Accrued plus adjusted less paid."),
        column: "accrued + adjusted - paid"),
    ], of: .commissions)
}
