import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Commission by salesperson (C15, C16).
  static let commissions = ReportShape(
    name: .commissions, scope: .earnings, belonging: .commissionFacts, keyName: "salespersonId",
    keyDefinition: Localized(zh: "销售员编码。", en: "The salesperson."),
    groupings: [.salesperson, .month],
    measures: [
      Measure("accrued", .money, zh: ("计提", "按方案计提的提成。"), en: ("Accrued", "Commission earned by the plans.")),
      Measure(
        "adjusted", .money, zh: ("调整", "退款、取消等扣回的提成（负数）。"),
        en: ("Adjusted", "Taken back by refunds, cancellations and the like; negative.")),
      Measure("paid", .money, zh: ("已发", "已发放的提成。"), en: ("Paid", "Commission paid out.")),
      Measure(
        "open", .money, .sum("accrued + adjusted - paid"), zh: ("未发", "计提加调整减已发。"),
        en: ("Open", "Accrued plus adjusted less paid.")),
    ], of: .commissions)
}
