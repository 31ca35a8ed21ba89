import Kernel
import LeadsDomain
import Persistence
import SQLite

/// What has to be done, found from what is in the store: a reminder whose cause has gone is simply not found any more.
struct ReminderQueries {
  let day: BusinessDate
  let days: ReminderDays
  let database: Database

  /// Reminders as of a day: due on it, on the next one, or before; the oldest first.
  static func due(asOf day: BusinessDate, _ policy: LeadsPolicy, in database: Database) throws -> [Reminder] {
    let queries = ReminderQueries(day: day, days: ReminderDays(policy), database: database)
    let found =
      try queries.contacts() + queries.staleQuotes() + queries.withoutBusiness() + queries.reviews()
      + queries.proposals()
    return found.filter { $0.urgency(on: day) != nil }.sorted { $0.key < $1.key }
  }

  /// The next contact that the customer's latest activity names (B14); a later activity puts another in its place, or
  /// none.
  private func contacts() throws -> [Reminder] {
    try database.all(
      """
      SELECT c.id, c.name, coalesce((SELECT owner FROM leads WHERE id = a.lead),
        \(CustomerStore.ownerQuery(of: "c.id")), a.employee) AS owner, a.id AS subject, a.next_contact_on AS due
      FROM activities a JOIN customers c ON c.id = a.customer
      WHERE a.next_contact_on <= ?1 AND a.at < ?2 AND c.status != 'blocked' AND NOT EXISTS (
        SELECT 1 FROM activities b WHERE b.customer = a.customer AND b.at < ?2
          AND (b.at > a.at OR (b.at = a.at AND b.id > a.id)))
      """, ReminderDays.horizon(of: day), ReminderDays.end(of: day)
    ) { try reminder(.contact, $0, dueOn: try $0.date("due")) }
  }

  /// Quoted, not ordered, for so many days (B15).
  private func staleQuotes() throws -> [Reminder] {
    try database.all(
      """
      SELECT c.id, c.name, q.salesperson AS owner, q.id AS subject, q.issued_on
      FROM quotes q JOIN customers c ON c.id = q.customer
      WHERE q.state = 'issued' AND q.issued_on <= ?1 AND NOT EXISTS (
        SELECT 1 FROM orders o WHERE o.customer = q.customer AND o.signed_on >= q.issued_on AND o.signed_on <= ?2)
      """, days.lastStaleQuote(on: day), day
    ) { try reminder(.staleQuote, $0, dueOn: days.staleQuote(issuedOn: try $0.date("issued_on"))) }
  }

  /// Customers whose last order is long ago (B15); those who have lapsed altogether are the win-back list's.
  private func withoutBusiness() throws -> [Reminder] {
    guard let range = days.noBusiness(on: day) else { return [] }
    return try database.all(
      """
      SELECT c.id, c.name, \(CustomerStore.ownerQuery(of: "c.id")) AS owner, c.id AS subject, max(o.signed_on) AS last
      FROM orders o JOIN customers c ON c.id = o.customer
      WHERE o.signed_on <= ?1 AND (o.cancelled_on IS NULL OR o.cancelled_on > ?1) AND c.status != 'blocked'
      GROUP BY c.id HAVING last BETWEEN ?2 AND ?3
      """, day, range.lowerBound, range.upperBound
    ) { try reminder(.noBusiness, $0, dueOn: days.noBusiness(since: try $0.date("last"))) }
  }

  /// Invalid leads to be looked at again (A4).
  private func reviews() throws -> [Reminder] {
    try database.all(
      """
      SELECT c.id, c.name, l.owner, l.id AS subject, l.review_on FROM leads l JOIN customers c ON c.id = l.customer
      WHERE l.stage = 'invalid' AND l.review_on <= ?1 AND l.merged_into IS NULL
      """, ReminderDays.horizon(of: day)
    ) { try reminder(.leadReview, $0, dueOn: try $0.date("review_on")) }
  }

  /// What customers wrote of their contact data, until somebody takes or declines it (E6).
  private func proposals() throws -> [Reminder] {
    try database.all(
      """
      SELECT c.id, c.name, \(CustomerStore.ownerQuery(of: "c.id")) AS owner, p.id AS subject, p.proposed_on
      FROM contact_proposals p JOIN customers c ON c.id = p.customer
      WHERE p.state = 'open' AND p.proposed_on <= ?1
      """, day
    ) { try reminder(.contactDifference, $0, dueOn: try $0.date("proposed_on")) }
  }

  private func reminder(_ rule: ReminderRule, _ row: borrowing Row, dueOn: BusinessDate) throws -> Reminder {
    Reminder(
      rule: rule, customerID: try row.id("id"), customerName: try row.text("name"),
      ownerID: try row.optionalID("owner"), dueOn: dueOn, subject: try row.text("subject"))
  }
}
