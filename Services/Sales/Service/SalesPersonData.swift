import Kernel
import Persistence
import ServiceKit

extension SalesService {
  /// What sales holds of a customer.
  package static let personData = PersonData(
    [
      .init("customers", Localized(zh: "客户资料", en: "Profile"), where: "id = ?1"),
      .init("customer_leads", Localized(zh: "线索", en: "Leads")),
      .init("lead_owners", Localized(zh: "线索负责人", en: "Owners of leads")),
      .init("quotes", Localized(zh: "报价单", en: "Quotes")),
      .init(
        "quote_links", Localized(zh: "报价链接", en: "Links to quotes"),
        where: "quote IN (SELECT id FROM quotes WHERE customer = ?1)"),
      .init("orders", Localized(zh: "订单", en: "Orders")),
      .init(
        "order_changes", Localized(zh: "订单变更", en: "Changes of orders"),
        where: "order_id IN (SELECT id FROM orders WHERE customer = ?1)"),
      .init(
        "erp_orders", Localized(zh: "ERP 订单", en: "Orders of the ERP"),
        where: "order_id IN (SELECT id FROM orders WHERE customer = ?1)"),
      .init("order_skus", Localized(zh: "订购的产品", en: "Products ordered")),
      .init("deliveries", Localized(zh: "交货", en: "Deliveries")),
      .init("production", Localized(zh: "生产进度", en: "Production")),
      .init("measurements", Localized(zh: "量尺", en: "Measurements")),
      .init("recommendation_answers", Localized(zh: "对推荐的答复", en: "Answers to recommendations")),
      .init("credit_holds", Localized(zh: "信用冻结", en: "Credit holds")),
      .init("customer_credit", Localized(zh: "客户余额", en: "Credit")),
    ],
    // Events of the ERP's orders stand under the ERP's own number.
    keys: """
      SELECT source || '#' || order_number FROM erp_orders
      WHERE order_id IN (SELECT id FROM orders WHERE customer = ?1)
      """)
}

extension Migration {
  /// What is a customer's is found without reading whole tables.
  static let personData = Migration(
    """
    CREATE INDEX quote_links_held ON quote_links (quote);
    """)
}
