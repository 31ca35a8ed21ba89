import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("Rules of reminders")
struct ReminderRuleTests {
  static let days = ReminderDays(Sample.policy)

  static func reminder(_ rule: ReminderRule, dueOn: BusinessDate) -> Reminder {
    Reminder(rule: rule, customerID: "c", customerName: "甲", ownerID: "e", dueOn: dueOn, subject: "s")
  }

  @Test(
    "a reminder is told from the day before it is due",
    arguments: [(2, nil), (1, .tomorrow), (0, .today), (-1, .overdue), (-400, .overdue)] as [(Int, Reminder.Urgency?)])
  func urgency(days: Int, expected: Reminder.Urgency?) {
    #expect(Self.reminder(.contact, dueOn: Sample.day.adding(days: days)).urgency(on: Sample.day) == expected)
  }

  @Test("the days that a query asks for are those on which something is due", arguments: [-800, -731, -8, -7, -6, 0])
  func stale(days: Int) {
    let issued = Sample.day.adding(days: days)
    let due = Self.reminder(.staleQuote, dueOn: Self.days.staleQuote(issuedOn: issued))
    #expect((issued <= Self.days.lastStaleQuote(on: Sample.day)) == (due.urgency(on: Sample.day) != nil))
    #expect(Self.days.staleQuote(issuedOn: issued) == issued.adding(days: 7))
  }

  @Test(
    "whoever ordered long ago is called, until they have lapsed",
    arguments: [
      (-363, false), (-364, true), (-365, true), (-729, true), (-730, false),
    ])
  func noBusiness(days: Int, isDue: Bool) {
    let last = Sample.day.adding(days: days)
    #expect((Self.days.noBusiness(on: Sample.day)?.contains(last) == true) == isDue)
    let lapse = Lapse(lastOrderOn: last, lastContactOn: nil)
    #expect(lapse.isLapsed(on: Sample.day, Sample.policy) == (days <= -730))
  }

  @Test("a company that calls after customers lapse calls nobody")
  func emptyRange() {
    var policy = LeadsPolicy()
    policy.businessDays = 800
    #expect(ReminderDays(policy).noBusiness(on: Sample.day) == nil)
  }

  @Test(
    "each is raised once a day; invalid leads have an event of their own",
    arguments: [
      (ReminderRule.contact, false, true), (.contact, true, false), (.leadReview, false, false),
      (.contactDifference, false, true),
    ])
  func raised(rule: ReminderRule, isRaised: Bool, isTold: Bool) {
    let event = Self.reminder(rule, dueOn: Sample.day).raised(on: Sample.day, unless: isRaised, at: Sample.at)
    #expect((event != nil) == isTold && event.map { $0.rule == rule.rawValue && $0.ownerId == "e" } ?? true)
  }

  @Test("the oldest is told first")
  func order() {
    let keys = [
      Self.reminder(.staleQuote, dueOn: Sample.day), Self.reminder(.contact, dueOn: Sample.day),
      Self.reminder(.staleQuote, dueOn: Sample.day.adding(days: -1)),
    ].sorted { $0.key < $1.key }.map { "\($0.dueOn.days(since: Sample.day)) \($0.rule.rawValue)" }
    #expect(keys == ["-1 quote-stale", "0 contact", "0 quote-stale"])
  }
}
