import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/activities` (B6).
struct LogActivity: Command {
  var customerId: ID<Customer>
  var leadId: ID<Lead>?
  var channel: ActivityLogged.Channel
  var at: Instant
  var summary: String
  var nextContactOn: BusinessDate?
  var occurredAt: Instant?
}

func logActivity(
  _ request: CommandRequest<LogActivity>, policy: LeadsPolicy, in unit: borrowing UnitOfWork
) throws -> Answer<ActivityView> {
  let command = request.body
  var checks = FieldChecks()
  checks.text("/summary", command.summary, upTo: FieldChecks.longText)
  if try !Customers.exists(command.customerId, in: unit.database) {
    checks.refuse("/customerId", "unknown", Localized(zh: "没有这个客户。", en: "There is no such customer."))
  }
  if let leadID = command.leadId, try Leads.customer(of: leadID, in: unit.database) != command.customerId {
    checks.refuse(
      "/leadId", "unknown", Localized(zh: "该客户没有这条线索。", en: "This customer has no such lead."))
  }
  if command.at > unit.now.adding(seconds: 86_400) {
    checks.refuse("/at", "in-the-future", Localized(zh: "活动时间不能在未来。", en: "It cannot have happened in the future."))
  }
  try checks.finish()
  try WinBack.review(
    command.customerId, by: "activity", on: CompanyZone.day(at: command.at), at: request.occurredAt(in: unit),
    policy: policy, in: unit)
  let activity = ActivityLogged(
    activityId: unit.newID(), customerId: command.customerId, leadId: command.leadId,
    employeeId: ID(request.caller.subject), channel: command.channel, at: command.at, summary: command.summary,
    nextContactOn: command.nextContactOn)
  try unit.record(activity)
  return Answer(ActivityView(activity), status: 201)
}
