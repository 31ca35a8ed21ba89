import Kernel
import LeadsDomain

/// Something to be done for a customer, as the API shows it (B14, B15, A18).
struct ReminderView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case overdue, today, tomorrow

    init(_ urgency: Reminder.Urgency) {
      self =
        switch urgency {
        case .overdue: .overdue
        case .today: .today
        case .tomorrow: .tomorrow
        }
    }
  }

  var rule: String
  var customerId: ID<Customer>
  var customerName: String
  var ownerId: ID<Employee>?
  var dueOn: BusinessDate
  var state: State
  /// What it is about: an activity, a quote, a lead, a contact proposal.
  var subjectId: String

  /// Nil before the day that precedes the one on which it is due.
  init?(_ reminder: Reminder, asOf day: BusinessDate) {
    guard let urgency = reminder.urgency(on: day) else { return nil }
    rule = reminder.rule.rawValue
    customerId = reminder.customerID
    customerName = reminder.customerName
    ownerId = reminder.ownerID
    dueOn = reminder.dueOn
    state = State(urgency)
    subjectId = reminder.subject
  }
}
