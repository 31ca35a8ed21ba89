import Kernel
import ServiceRuntime

/// The 404s of sales.
enum Missing {
  static func product(_ sku: String) -> Problem { .notFound(Localized(zh: "产品", en: "product"), sku) }
  static func quote(_ id: ID<Quote>) -> Problem { .notFound(Localized(zh: "报价单", en: "quote"), id.text) }
  static func order(_ id: ID<Order>) -> Problem { .notFound(Localized(zh: "订单", en: "order"), id.text) }
  static func delivery(_ id: ID<DeliveryNote>) -> Problem {
    .notFound(Localized(zh: "送货单", en: "delivery note"), id.text)
  }
  static func measurement(_ id: ID<Measurement>) -> Problem {
    .notFound(Localized(zh: "量尺记录", en: "measurement"), id.text)
  }
  static func customer(_ id: ID<Customer>) -> Problem { .notFound(Localized(zh: "客户", en: "customer"), id.text) }
  static func erpOrder(_ number: String) -> Problem { .notFound(Localized(zh: "ERP 订单", en: "ERP order"), number) }
}
