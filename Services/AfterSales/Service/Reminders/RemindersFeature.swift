import Contracts
import Kernel
import ServiceRuntime

private let resource = Resource("reminders", scope: .job, readers: .everyone, writers: [])

extension Feature {
  /// What waits for somebody (E7, E8, E9, H10). It is asked of what is there and kept nowhere.
  static let reminders = Feature(
    routes: {
      resource.list(
        Localized(zh: "提醒", en: "What waits for somebody"), of: ReminderView.self,
        parameters: [.ofCustomer, .init("rule", Localized(zh: "规则", en: "Of this rule"))], asOf: true, atOnce: true,
        sortedBy: 3,
        by: { [.string($0.dueOn.description), .string($0.rule.rawValue), .string($0.subject)] }
      ) { query, page, database in
        let filter = Reminders.Filter(
          customer: query.text("customerId"), rule: try query.choice("rule", of: ReminderView.Rule.self))
        return try Reminders.list(page, filter, asOf: try query.asOf(), for: query, in: database)
      }
    })
}
