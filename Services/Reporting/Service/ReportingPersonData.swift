import Kernel
import ServiceKit

extension ReportingService {
  /// What reporting holds of a customer.
  package static let personData = PersonData(
    [
      .init("customers", Localized(zh: "客户资料", en: "Profile")),
      .init("customer_origins", Localized(zh: "客户来源", en: "Origin")),
      .init("leads", Localized(zh: "线索", en: "Leads")),
      .init("orders", Localized(zh: "订单", en: "Orders")),
      .init("receivables", Localized(zh: "应收款", en: "Receivables")),
      .init("customer_credits", Localized(zh: "余额", en: "Credit")),
      .init("jobs", Localized(zh: "安装与服务", en: "Installations and services")),
      .init("buyers", Localized(zh: "购买", en: "Purchases")),
      .init("customer_events", Localized(zh: "全部事件", en: "All events")),
    ],
    // Figures of reports, which are made of what the other sections say.
    withheld: ["receivable_facts", "receivable_sums", "waiting_facts"])
}
