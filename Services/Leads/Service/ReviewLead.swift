import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/leads/{id}/review` (A4, A5).
struct ReviewLead: Command {
  var outcome: ReviewOutcome
  var contact: ContactStatus?
  var notes: String?
  var occurredAt: Instant?
}

func reviewLead(
  _ request: CommandRequest<ReviewLead>, policy: LeadsPolicy, in unit: borrowing UnitOfWork
) throws -> Answer<LeadView> {
  let command = request.body
  var checks = FieldChecks()
  checks.length("/notes", command.notes, upTo: FieldChecks.longText)
  try checks.finish()
  let lead = try Leads.view(request.id(), in: unit.database)
  guard lead.stage == .invalid else { throw LeadError.notInvalid(lead.stage) }
  let occurredAt = request.occurredAt(in: unit)
  let day = CompanyZone.day(at: occurredAt)
  let reviewer = ID<Employee>(request.caller.subject)
  try unit.record(
    LeadReviewed(
      leadId: lead.id, customerId: lead.customerId, outcome: command.outcome, reason: lead.reason,
      channel: lead.source.channel, reviewerId: reviewer, notes: command.notes,
      nextReviewOn: command.outcome == .stillInvalid ? policy.reviewOn(after: day, because: lead.reason) : nil,
      reviewedOn: day, occurredAt: occurredAt))
  if let status = command.contact {
    try unit.record(
      LeadContactVerified(
        leadId: lead.id, customerId: lead.customerId, status: status, verifiedBy: reviewer, verifiedOn: day,
        occurredAt: occurredAt))
  }
  if command.outcome == .revived {
    try unit.record(
      LeadRevived(
        leadId: lead.id, customerId: lead.customerId, reason: lead.reason, channel: lead.source.channel,
        revivedOn: day, occurredAt: occurredAt))
    try unit.record(
      try Leads.find(lead.id, in: unit.database).move(to: .contacted, reason: nil, on: day, at: occurredAt))
  }
  let view = try Leads.view(lead.id, in: unit.database)
  return Answer(view, version: view.version)
}

/// The daily look at invalid leads: tells once of each review day that has come.
func sweepReviews(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
  let due = try unit.database.all(
    """
    SELECT l.id, l.customer, l.owner, l.reason, l.review_on FROM leads l
    WHERE l.stage = 'invalid' AND l.review_on <= ?1 AND l.merged_into IS NULL AND NOT EXISTS (
      SELECT 1 FROM lead_reviews_due d WHERE d.lead = l.id AND d.due_on = l.review_on) ORDER BY l.id
    """, day.description
  ) { row in
    LeadReviewDue(
      leadId: ID(row.text(0)), customerId: ID(row.text(1)), ownerId: row.optionalText(2).map { ID($0) },
      reason: row.optionalText(3), dueOn: BusinessDate(row.text(4)) ?? day, raisedOn: day,
      occurredAt: Instant(milliseconds: 0))
  }
  for var event in due {
    event.occurredAt = unit.now
    try unit.record(event)
  }
}
