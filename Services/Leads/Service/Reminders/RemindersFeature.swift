import Kernel
import Contracts
import LeadsDomain
import Messaging
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource("reminders", scope: .lead, readers: .everyone, writers: [])

extension Feature {
  /// What is to be done for customers, and when (A4, B14, B15).
  static func reminders(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["reminders", "lead_reviews_due", .copy("quotes")],
      routes: {
        resource.list(
          Localized(zh: "提醒", en: "Reminders"), of: ReminderView.self,
          parameters: [
            .init("ownerId", Localized(zh: "负责人", en: "Owner")), .init("rule", Localized(zh: "规则", en: "Rule")),
            .init("state", Localized(zh: "overdue、today 或 tomorrow", en: "overdue, today or tomorrow")),
          ], asOf: true, atOnce: true, by: \.key
        ) { query, page, database in
          let owner = query.text("ownerId")
          let cut = query.visibility.seen
          let owners = try EmployeeDirectory.codes(in: cut, database)
          let state = try query.choice("state", of: ReminderView.State.self)
          let rule = query.text("rule")
          let day = try query.asOf()
          let due = try ReminderQueries.due(asOf: day, policy, in: database)
            .filter { $0.key > page.after && (owner == nil || $0.ownerID?.text == owner) }
            .filter { reminder in
              guard let owners else { return true }
              return reminder.ownerID.map { owners.contains($0.text) } ?? cut.takesFromPool
            }
            .compactMap { ReminderView($0, asOf: day) }
            .filter { (state == nil || $0.state == state) && (rule == nil || $0.rule == rule) }
          return Array(due.prefix(page.rows))
        }
      },
      writes: [.on(ReminderRaised.self, RaiseReminders.note), .on(LeadReviewDue.self, RaiseReviews.note)],
      listens: [
        .on(QuoteIssued.self, copy: QuoteCopies.issue),
        .on(QuoteAccepted.self) { try QuoteCopies.close($0.quoteId, as: "accepted", in: $1) },
        .on(QuoteDeclined.self) { try QuoteCopies.close($0.quoteId, as: "declined", in: $1) },
        .on(OrderConfirmed.self) { try QuoteCopies.close($0.quoteId, as: "ordered", in: $1) },
      ],
      catchUp: [QuoteAccepted.type: .fromNowOn, QuoteDeclined.type: .fromNowOn],
      daily: [
        { day, unit in try RaiseReminders.sweep(day, policy, in: unit) },
        { day, unit in try RaiseReviews.sweep(day, in: unit) },
      ])
  }
}

extension ReminderView {
  /// What the list is sorted by.
  var key: String { "\(dueOn) \(rule) \(customerId) \(subjectId)" }
}

extension Migration {
  static let reminders = Migration(
    """
    CREATE TABLE reminders (
      rule TEXT NOT NULL, customer TEXT NOT NULL, raised_on TEXT NOT NULL, due_on TEXT NOT NULL, owner TEXT,
      PRIMARY KEY (rule, customer, raised_on)) STRICT;
    """)

  static let reviewsDue = Migration(
    "CREATE TABLE lead_reviews_due (lead TEXT NOT NULL, due_on TEXT NOT NULL, PRIMARY KEY (lead, due_on)) STRICT;")

  static let quotes = Migration(
    """
    CREATE TABLE quotes (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, salesperson TEXT NOT NULL, issued_on TEXT NOT NULL,
      valid_until TEXT NOT NULL, state TEXT NOT NULL) STRICT;
    CREATE INDEX quotes_customer ON quotes (customer);
    """)
}
