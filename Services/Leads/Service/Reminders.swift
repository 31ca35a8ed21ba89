import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// Something to be done for a customer, as the API shows it (B14, B15, A18).
struct ReminderView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case overdue, today, tomorrow
  }

  var rule: String
  var customerId: ID<Customer>
  var customerName: String
  var ownerId: ID<Employee>?
  var dueOn: BusinessDate
  var state: State
  /// What it is about: an activity, a quote, a lead.
  var subjectId: String
}

/// What has to be done, found from what is in the store: a reminder whose cause has gone is simply not found any more
/// (`rules.md`, Dates and time).
enum Reminders {
  /// Reminders as of a day: due on it, on the next one, or before; oldest first.
  static func due(asOf day: BusinessDate, policy: LeadsPolicy, in database: Database) throws -> [ReminderView] {
    let found =
      try contacts(asOf: day, in: database) + staleQuotes(asOf: day, policy: policy, in: database)
      + withoutBusiness(asOf: day, policy: policy, in: database) + reviews(asOf: day, in: database)
      + differences(asOf: day, in: database)
    return found.sorted { key($0) < key($1) }
  }

  /// What a list of reminders is sorted by.
  static func key(_ view: ReminderView) -> String {
    "\(view.dueOn) \(view.rule) \(view.customerId) \(view.subjectId)"
  }

  private static func view(
    _ rule: String, _ row: borrowing Row, due: BusinessDate?, asOf day: BusinessDate
  ) -> ReminderView? {
    guard let due, due <= day.adding(days: 1) else { return nil }
    return ReminderView(
      rule: rule, customerId: ID(row.text(0)), customerName: row.text(1),
      ownerId: row.optionalText(2).map { ID($0) }, dueOn: due,
      state: due < day ? .overdue : due == day ? .today : .tomorrow, subjectId: row.text(3))
  }

  /// The next contact that the customer's latest activity names (B14); a later activity puts another in its place, or
  /// none.
  private static func contacts(asOf day: BusinessDate, in database: Database) throws -> [ReminderView] {
    try database.all(
      """
      SELECT c.id, c.name, coalesce(
        (SELECT owner FROM leads WHERE id = a.lead), (SELECT owner FROM leads WHERE customer = c.id AND owner IS NOT NULL
          ORDER BY id DESC LIMIT 1), a.employee), a.id, a.next_contact_on
      FROM activities a JOIN customers c ON c.id = a.customer
      WHERE a.next_contact_on <= ?1 AND a.at < ?2 AND c.status != 'blocked' AND NOT EXISTS (
        SELECT 1 FROM activities b WHERE b.customer = a.customer AND b.at < ?2
          AND (b.at > a.at OR (b.at = a.at AND b.id > a.id)))
      """, day.adding(days: 1).description, CompanyZone.start(of: day.adding(days: 1)).milliseconds
    ) { view("contact", $0, due: BusinessDate($0.text(4)), asOf: day) }.compactMap { $0 }
  }

  /// Quoted, not ordered, for so many days (B15).
  private static func staleQuotes(
    asOf day: BusinessDate, policy: LeadsPolicy, in database: Database
  ) throws -> [ReminderView] {
    try database.all(
      """
      SELECT c.id, c.name, q.salesperson, q.id, q.issued_on FROM quotes q JOIN customers c ON c.id = q.customer
      WHERE q.state = 'issued' AND q.issued_on <= ?1 AND NOT EXISTS (
        SELECT 1 FROM orders o WHERE o.customer = q.customer AND o.signed_on >= q.issued_on AND o.signed_on <= ?2)
      """, day.adding(days: 1 - policy.quoteDays).description, day.description
    ) { row in
      view(
        "quote-stale", row, due: BusinessDate(row.text(4))?.adding(days: policy.quoteDays), asOf: day)
    }.compactMap { $0 }
  }

  /// Customers whose last order is long ago (B15); those who have lapsed altogether are the win-back list's.
  private static func withoutBusiness(
    asOf day: BusinessDate, policy: LeadsPolicy, in database: Database
  ) throws -> [ReminderView] {
    try database.all(
      """
      SELECT c.id, c.name, (SELECT owner FROM leads WHERE customer = c.id AND owner IS NOT NULL ORDER BY id DESC LIMIT 1),
        c.id, max(o.signed_on) AS last
      FROM orders o JOIN customers c ON c.id = o.customer
      WHERE o.signed_on <= ?1 AND (o.cancelled_on IS NULL OR o.cancelled_on > ?1) AND c.status != 'blocked'
      GROUP BY c.id HAVING last <= ?2 AND last > ?3
      """, day.description, day.adding(days: 1 - policy.businessDays).description,
      day.adding(days: -policy.lapsedDays).description
    ) { row in
      view(
        "no-business", row, due: BusinessDate(row.text(4))?.adding(days: policy.businessDays), asOf: day)
    }.compactMap { $0 }
  }

  /// Invalid leads to be looked at again (A4).
  private static func reviews(asOf day: BusinessDate, in database: Database) throws -> [ReminderView] {
    try database.all(
      """
      SELECT c.id, c.name, l.owner, l.id, l.review_on FROM leads l JOIN customers c ON c.id = l.customer
      WHERE l.stage = 'invalid' AND l.review_on <= ?1 AND l.merged_into IS NULL
      """, day.adding(days: 1).description
    ) { view("lead-review", $0, due: BusinessDate($0.text(4)), asOf: day) }.compactMap { $0 }
  }

  /// What customers wrote of their contact data and could not be taken over by itself, until the customer is edited.
  private static func differences(asOf day: BusinessDate, in database: Database) throws -> [ReminderView] {
    try database.all(
      """
      SELECT c.id, c.name, r.owner, r.rule, r.due_on FROM reminders r JOIN customers c ON c.id = r.customer
      WHERE r.rule = 'contact-diff' AND r.due_on <= ?1 AND NOT EXISTS (
        SELECT 1 FROM activities a WHERE a.customer = c.id AND a.at >= ?2)
      """, day.adding(days: 1).description, CompanyZone.start(of: day).milliseconds
    ) { view("contact-diff", $0, due: BusinessDate($0.text(4)), asOf: day) }.compactMap { $0 }
  }

  /// The daily look: raises what is due once for each rule, customer and day.
  static func sweep(_ day: BusinessDate, policy: LeadsPolicy, in unit: borrowing UnitOfWork) throws {
    for reminder in try due(asOf: day, policy: policy, in: unit.database) where reminder.rule != "lead-review" {
      guard
        try !unit.database.exists(
          "SELECT 1 FROM reminders WHERE rule = ? AND customer = ? AND raised_on = ?", reminder.rule,
          reminder.customerId.text, day.description)
      else { continue }
      try unit.record(
        ReminderRaised(
          customerId: reminder.customerId, rule: reminder.rule, ownerId: reminder.ownerId, dueOn: reminder.dueOn,
          raisedOn: day, occurredAt: unit.now))
    }
  }
}
