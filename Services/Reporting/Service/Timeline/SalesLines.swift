import Kernel
import Contracts
import ReportingDomain
import ServiceRuntime

private let productionWords: [String: (String, String)] = [
  "scheduled": ("已排产", "Production scheduled"), "started": ("开始生产", "Production started"),
  "finished": ("生产完成", "Production finished"), "delayed": ("生产延期", "Production delayed"),
]

extension TimelineLine {
  static let ofSales: [TimelineLine] =
    [
      line(
        QuoteDrafted.self, of: \.customerId,
        { Localized(zh: "报价\($0.number) 第 \($0.version) 版", en: "Quote\($0.number) drafted, version \($0.version)") }
      ) { .init(number: $0.number, version: $0.version, amount: $0.total, salesperson: $0.salespersonId) },
      line(
        QuoteIssued.self, of: \.customerId,
        { Localized(zh: "报价第 \($0.version) 版已发出", en: "Quote issued, version \($0.version)") }
      ) { .init(day: $0.issuedOn, version: $0.version, amount: $0.total, salesperson: $0.salespersonId) },
      line(
        QuoteAccepted.self, of: \.customerId,
        { Localized(zh: "客户接受报价第 \($0.version) 版", en: "Quote accepted, version \($0.version)") }
      ) { .init(day: $0.acceptedOn, version: $0.version) },
      line(
        QuoteDeclined.self, of: \.customerId,
        { Localized(zh: "客户拒绝报价第 \($0.version) 版", en: "Quote declined, version \($0.version)") }
      ) { .init(day: $0.declinedOn, version: $0.version, text: $0.reason) },
      line(
        OrderConfirmed.self, of: \.customerId,
        { Localized(zh: "签订订单\($0.number)", en: "Order\($0.number) signed") }
      ) {
        .init(
          day: $0.signedOn, number: $0.number, amount: $0.terms.total, salesperson: $0.salespersonId, shop: $0.shop)
      },
      line(
        OrderAmended.self, of: \.customerId,
        { Localized(zh: "订单变更为第 \($0.version) 版", en: "Order amended, version \($0.version)") }
      ) {
        .init(
          day: $0.amendedOn, version: $0.version, amount: $0.terms.total, salesperson: $0.salespersonId, shop: $0.shop,
          text: $0.reason)
      },
      line(OrderCancelled.self, of: \.customerId, "订单取消", "Order cancelled") {
        .init(day: $0.cancelledOn, text: $0.reason)
      },
      line(
        OrderReinstated.self, of: \.customerId,
        { Localized(zh: "订单恢复，第 \($0.version) 版", en: "Order reinstated, version \($0.version)") }
      ) {
        .init(
          day: $0.reinstatedOn, version: $0.version, amount: $0.terms.total, salesperson: $0.salespersonId,
          shop: $0.shop, text: $0.reason)
      },
      line(
        OrderRegistered.self, of: \.customerId,
        { Localized(zh: "ERP 已登记订单，单号\($0.number)", en: "Registered in the ERP as\($0.number)") }
      ) { .init(number: $0.erp.orderNumber, order: $0.orderId) },
      line(DeliveryNoted.self, of: \.customerId, "发货", "Delivery") {
        .init(
          day: $0.deliveredOn, number: $0.number, amount: $0.amount, salesperson: $0.salespersonId, shop: $0.shop,
          label: $0.warehouse, order: $0.orderId)
      },
      line(DeliveryCancelled.self, of: \.customerId, "发货撤销", "Delivery cancelled") {
        .init(
          day: $0.cancelledOn, amount: $0.amount, salesperson: $0.salespersonId, shop: $0.shop, order: $0.orderId,
          text: $0.reason)
      },
      line(
        DeliveryTracked.self, of: \.customerId,
        { Localized(zh: "物流\($0.number)", en: "Carried\($0.number)") }
      ) { .init(number: $0.carrier, salesperson: $0.salespersonId, shop: $0.shop, order: $0.orderId) },
      line(
        ProductionChanged.self, of: \.customerId,
        {
          let (zh, en) = productionWords[$0.from] ?? ("生产", "Production")
          return $0.count > 0 ? Localized(zh: "\(zh)，将延期", en: "\(en), and late") : Localized(zh: zh, en: en)
        }
      ) {
        .init(
          from: $0.state.rawValue, salesperson: $0.salespersonId, shop: $0.shop, order: $0.orderId,
          until: $0.expectedOn, count: $0.isLate && $0.state != .delayed ? 1 : 0, text: $0.reason)
      },
      line(
        SiteMeasured.self, of: \.customerId,
        { Localized(zh: "上门测量，\($0.count) 处变更", en: "Site measured, \($0.count) changed") }
      ) {
        .init(
          day: $0.measuredOn, salesperson: $0.designerId, order: $0.orderId, count: $0.changed.count,
          text: $0.constraints)
      },
    ].of(.sale)
    + nothing(
      ProductChanged.self, StockChanged.self, WarehouseChanged.self, ERPOrderReceived.self, ERPOrderCancelled.self,
      ERPReconciled.self, ERPReconciliationRequested.self, QuoteLinkIssued.self, RecommendationAnswered.self)
}
