import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// The daily look at invalid leads: tells once of each review day that has come (A4).
enum RaiseReviews {
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    for lead in try LeadStore.reviewsDue(on: day, in: unit.database) {
      if let event = lead.reviewDue(on: day, at: unit.now) { try unit.record(event) }
    }
  }

  static func note(_ event: LeadReviewDue, to database: Database) throws {
    try database.run(
      "INSERT INTO lead_reviews_due VALUES (?, ?) ON CONFLICT DO NOTHING", event.leadId, event.dueOn)
  }
}
