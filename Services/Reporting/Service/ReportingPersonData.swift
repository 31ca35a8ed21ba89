import Kernel
import ServiceKit

extension ReportingService {
  /// What reporting holds of a customer.
  package static let personData = PersonData(
    [
      .init("customers", Localized(zh: "客户资料", en: "Profile")),
      .init("customer_events", Localized(zh: "全部事件", en: "All events")),
    ])
}
