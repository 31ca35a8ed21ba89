import Contracts
import Kernel

/// What a reminder is about.
public enum ReminderRule: String, CaseIterable, Hashable, Sendable {
  /// The next contact that was agreed (B14).
  case contact
  /// Quoted, not ordered (B15).
  case staleQuote = "quote-stale"
  /// The last order is long ago (B15).
  case noBusiness = "no-business"
  /// An invalid lead is to be looked at again (A4).
  case leadReview = "lead-review"
  /// What a customer wrote of the contact data is to be taken or declined (E6).
  case contactDifference = "contact-diff"
}

/// Something to be done for a customer on a day.
public struct Reminder: Hashable, Sendable {
  public enum Urgency: String, Codable, CaseIterable, Hashable, Sendable {
    case overdue, today, tomorrow
  }

  public var rule: ReminderRule
  public var customerID: ID<Customer>
  public var customerName: String
  public var ownerID: ID<Employee>?
  public var dueOn: BusinessDate
  /// What it is about: an activity, a quote, a lead, a customer, a contact proposal.
  public var subject: String

  public init(
    rule: ReminderRule, customerID: ID<Customer>, customerName: String, ownerID: ID<Employee>?, dueOn: BusinessDate,
    subject: String
  ) {
    (self.rule, self.customerID, self.customerName) = (rule, customerID, customerName)
    (self.ownerID, self.dueOn, self.subject) = (ownerID, dueOn, subject)
  }

  /// How urgent it is on a day; nil before the day that precedes it, when nobody is reminded yet.
  public func urgency(on day: BusinessDate) -> Urgency? {
    switch dueOn.days(since: day) {
    case ..<0: .overdue
    case 0: .today
    case 1: .tomorrow
    default: nil
    }
  }

  /// What a list of reminders is sorted by: the oldest first.
  public var key: String { "\(dueOn) \(rule.rawValue) \(customerID) \(subject)" }

  /// Tells of it, once for each rule, customer and day (`raised` says of what was told on that day); invalid leads have
  /// an event of their own.
  public func raised(on day: BusinessDate, unless raised: Bool, at occurredAt: Instant) -> ReminderRaised? {
    guard rule != .leadReview, !raised else { return nil }
    return ReminderRaised(
      customerId: customerID, rule: rule.rawValue, ownerId: ownerID, dueOn: dueOn, raisedOn: day,
      occurredAt: occurredAt)
  }
}
