import AfterSalesDomain
import Contracts
import Kernel

/// Something that waits for somebody (`GET /v1/reminders`).
struct ReminderView: Codable, Sendable {
  enum Rule: String, Codable, CaseIterable, Sendable {
    /// What was installed is to be looked after (E9).
    case maintenanceDue = "maintenance-due"
    /// It was delivered and has no crew yet (E8).
    case installationUnscheduled = "installation-unscheduled"
    /// Its work time is nearly used up, or is (H10).
    case requestDue = "request-due"
    /// A problem of an installation has come to its day (E7).
    case problemDue = "problem-due"
  }

  var rule: Rule
  /// The id of the installation, the request or the problem.
  var subject: String
  var customerId: ID<Customer>
  var customerName: String?
  var dueOn: BusinessDate
  /// Days since then; 0 on the day itself.
  var overdueDays: Int
  var ownerId: ID<Employee>?
  var detail: String?

  init(_ rule: Rule, _ reminder: Reminder, customerName: String?, asOf day: BusinessDate) {
    self.rule = rule
    (subject, customerId, self.customerName) = (reminder.subject, reminder.customerId, customerName)
    (dueOn, overdueDays) = (reminder.dueOn, reminder.overdueDays(on: day))
    (ownerId, detail) = (reminder.ownerId, reminder.detail)
  }
}
