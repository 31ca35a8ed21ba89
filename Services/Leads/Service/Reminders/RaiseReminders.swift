import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// The daily look: raises what is due once for each rule, customer and day.
enum RaiseReminders {
  static func sweep(_ day: BusinessDate, _ policy: LeadsPolicy, in unit: borrowing UnitOfWork) throws {
    for reminder in try ReminderQueries.due(asOf: day, policy, in: unit.database) {
      let isRaised = try unit.database.exists(
        "SELECT 1 FROM reminders WHERE rule = ? AND customer = ? AND raised_on = ?", reminder.rule.rawValue,
        reminder.customerID, day)
      guard let event = reminder.raised(on: day, unless: isRaised, at: unit.now) else { continue }
      try unit.record(event)
    }
  }

  static func note(_ event: ReminderRaised, to database: Database) throws {
    try database.run(
      "INSERT INTO reminders VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", event.rule, event.customerId,
      event.raisedOn, event.dueOn, event.ownerId)
  }
}
