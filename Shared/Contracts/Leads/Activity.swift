import Kernel

/// Somebody spoke to, wrote to or met a customer (B6).
public struct ActivityLogged: DomainEvent {
  /// By what somebody speaks to a customer.
  public enum Channel: String, Codable, CaseIterable, Hashable, Sendable {
    case phone, email, im, visit, store
  }

  public static let type = "joinery.leads.activity.logged.v1"
  public static let personal: Set<String> = ["summary"]

  public var activityId: ID<Activity>
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  /// Code of the employee who spoke to the customer.
  public var employeeId: ID<Employee>
  /// By what the two spoke.
  public var channel: Channel
  /// When it was.
  public var at: Instant
  /// What was said, in words.
  public var summary: String
  /// The day on which to speak again; absent where nobody said.
  public var nextContactOn: BusinessDate?
}

/// Somebody has to do something on a day (B14); raised once for each rule, subject and day.
public struct ReminderRaised: DomainEvent {
  public static let type = "joinery.leads.reminder.raised.v1"

  public var customerId: ID<Customer>
  /// `contact` (B14), `quote-stale`, `no-business` (B15), `win-back` (A18), `contact-diff` (what a customer wrote of
  /// the contact data and could not be taken over by itself)
  public var rule: String
  public var ownerId: ID<Employee>?
  public var dueOn: BusinessDate
  /// The day on which the sweep raised it.
  public var raisedOn: BusinessDate
  public var occurredAt: Instant
}

/// A plan of care as it now is (B18).
public struct CarePlanChanged: DomainEvent {
  public static let type = "joinery.leads.care_plan.changed.v1"
  public var key: String { planId.text }

  public var planId: ID<CarePlan>
  public var name: String
  /// The kind of the customer's date that it follows, such as `birthday`, or `installation`.
  public var dateKind: String
  /// Days before the day on which it is due.
  public var leadDays: Int
  /// For this tier only.
  public var tier: String?
  public var active: Bool
  public var occurredAt: Instant
}

/// A customer's yearly day comes (B11, B18): raised once for each plan, customer and year's day.
public struct CareDue: DomainEvent {
  public static let type = "joinery.leads.care.due.v1"

  /// The plan that asks for it.
  public var planId: ID<CarePlan>
  public var customerId: ID<Customer>
  /// The kind of the customer's date that the plan follows.
  public var dateKind: String
  public var ownerId: ID<Employee>?
  /// The day itself, converted where it is of the lunar calendar.
  public var dueOn: BusinessDate
  public var raisedOn: BusinessDate
  public var occurredAt: Instant
}

/// A customer got a gift (B19).
public struct GiftGiven: DomainEvent {
  public static let type = "joinery.leads.gift.given.v1"
  public static let personal: Set<String> = ["reason"]

  public var giftId: ID<Gift>
  public var customerId: ID<Customer>
  /// What was given, in words.
  public var description: String
  /// What it cost the company, tax included.
  public var cost: Money
  public var reason: String?
  /// Code of the employee who gave it.
  public var givenBy: ID<Employee>
  /// The business day on which it was given.
  public var givenOn: BusinessDate
  public var occurredAt: Instant
}
