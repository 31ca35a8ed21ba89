import Kernel
import ServiceRuntime

extension ReportShape {
  /// Who kept contact with customers, and how (B17).
  static let activities = ReportShape(
    name: .activities, keyName: "key",
    keyDefinition: Localized(zh: "员工、方式或月份。", en: "The employee, channel or month."),
    groupings: [.salesperson, .contact, .month],
    measures: [
      Measure(
        name: "activities", type: .count, label: Localized(zh: "跟进", en: "Activities"),
        definition: Localized(zh: "记录的联系次数。", en: "Contacts logged."), column: "activities"),
      Measure(
        name: "phone", type: .count, label: Localized(zh: "电话", en: "Phone"),
        definition: Localized(zh: "电话次数。", en: "Phone calls."), column: "phone"),
      Measure(
        name: "email", type: .count, label: Localized(zh: "邮件", en: "E-mail"),
        definition: Localized(zh: "邮件次数。", en: "E-mails."), column: "email"),
      Measure(
        name: "im", type: .count, label: Localized(zh: "消息", en: "Messages"),
        definition: Localized(zh: "即时消息次数。", en: "Messages."), column: "im"),
      Measure(
        name: "visit", type: .count, label: Localized(zh: "上门", en: "Visits"),
        definition: Localized(zh: "上门次数。", en: "Visits."), column: "visit"),
      Measure(
        name: "store", type: .count, label: Localized(zh: "到店", en: "In the shop"),
        definition: Localized(zh: "到店接待次数。", en: "Receptions in the shop."), column: "store"),
    ], of: .activities)
}
