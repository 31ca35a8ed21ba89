import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// Who kept contact with customers, and how (B17).
  static let activities = ReportShape(
    name: .activities, scope: .customer, belonging: .activityFacts,
    keyDefinition: Localized(zh: "员工、方式或月份。", en: "The employee, channel or month."),
    groupings: [.salesperson, .contact, .month],
    measures: [
      Measure("activities", .count, zh: ("跟进", "记录的联系次数。"), en: ("Activities", "Contacts logged.")),
      Measure("phone", .count, zh: ("电话", "电话次数。"), en: ("Phone", "Phone calls.")),
      Measure("email", .count, zh: ("邮件", "邮件次数。"), en: ("E-mail", "E-mails.")),
      Measure("im", .count, zh: ("消息", "即时消息次数。"), en: ("Messages", "Messages.")),
      Measure("visit", .count, zh: ("上门", "上门次数。"), en: ("Visits", "Visits.")),
      Measure("store", .count, zh: ("到店", "到店接待次数。"), en: ("In the shop", "Receptions in the shop.")),
    ], of: .activities)
}
