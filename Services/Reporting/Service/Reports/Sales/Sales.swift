import Kernel
import ReportingDomain
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Signed orders by salesperson, shop or month (C12).
  static let sales = ReportShape(
    name: .sales, scope: .sale, belonging: .orderFacts,
    keyDefinition: Localized(
      zh: "编码；none 表示未指定。变更计入变更日，取消计入取消日。",
      en: "The code; none where there is none. Amendments count on the day amended, cancellations on the day cancelled."
    ),
    groupings: [.salesperson, .shop, .month],
    measures: [
      Measure("orders", .count, zh: ("订单", "签订的订单数减去取消的订单数。"), en: ("Orders", "Orders signed less orders cancelled.")),
      Measure(
        "signed", .money, zh: ("签约金额", "签约金额，加变更差额，减取消金额。"),
        en: ("Signed", "Amounts signed, plus changes by amendments, less what was cancelled.")),
      Measure(
        "delivered", .money, zh: ("已交付", "发货单的金额，计入发货日；撤销的发货单在撤销日减去。"),
        en: (
          "Delivered",
          "Amounts of delivery notes, on the day of delivery, less those of cancelled ones, on the day of that."
        )),
      Measure(
        "received", .money, zh: ("已收款", "核销到订单应收的款项，撤销核销时扣回；计入核销生效日。"),
        en: (
          "Received", "Money allocated to orders, less what was undone, on the day from which the allocation counts."
        )),
    ], of: .orders)
}
