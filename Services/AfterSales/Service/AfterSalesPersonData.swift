import Kernel
import Persistence
import ServiceKit

extension AfterSalesService {
  /// What after-sales holds of a customer.
  package static let personData = PersonData(
    [
      .init("customers", Localized(zh: "客户资料", en: "Profile"), where: "id = ?1"),
      .init("lead_owners", Localized(zh: "线索负责人", en: "Owners of leads")),
      .init("orders", Localized(zh: "订单", en: "Orders")),
      .init("measurements", Localized(zh: "量尺", en: "Measurements")),
      .init("installations", Localized(zh: "安装", en: "Installations")),
      .init(
        "appointments", Localized(zh: "预约", en: "Appointments"),
        where: """
          job IN (SELECT id FROM installations WHERE customer = ?1 UNION SELECT id FROM requests WHERE customer = ?1)
          """),
      .init(
        "evaluation_links", Localized(zh: "评价链接", en: "Links to evaluate"),
        where: "installation IN (SELECT id FROM installations WHERE customer = ?1)"),
      .init(
        "evaluations", Localized(zh: "评价", en: "Evaluations"),
        where: "installation IN (SELECT id FROM installations WHERE customer = ?1)"),
      .init("problems", Localized(zh: "问题", en: "Problems")),
      .init("requests", Localized(zh: "服务请求", en: "Service requests")),
      .init(
        "request_steps", Localized(zh: "服务请求的步骤", en: "Steps of service requests"),
        where: "request IN (SELECT id FROM requests WHERE customer = ?1)"),
      .init("installed_items", Localized(zh: "已安装产品", en: "Installed items")),
      .init(
        "maintenance_raised", Localized(zh: "保养提醒", en: "Maintenance"),
        where: "installation IN (SELECT id FROM installations WHERE customer = ?1)"),
    ])
}

extension Migration {
  /// What is a customer's is found without reading whole tables.
  static let personData = Migration(
    """
    CREATE INDEX problems_held ON problems (customer);
    CREATE INDEX evaluation_links_held ON evaluation_links (installation);
    """)
}
