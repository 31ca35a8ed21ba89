import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/activities` (B6).
struct LogActivity: DraftCommand {
  var draft: ActivityDraft
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<ActivityView> {
    let draft = request.body.draft
    try draft.check(
      customerIsKnown: try CustomerStore.isSeen(draft.customerId, by: request.visibility, in: unit.database),
      customerOfLead: try draft.leadId.flatMap { try LeadStore.lead($0, in: unit.database)?.customerID },
      now: unit.now)
    try draft.customerId.requireNotErased(in: unit.database)
    try ReviewLapse.end(
      of: draft.customerId, by: "activity", on: CompanyZone.day(at: draft.at), policy,
      at: request.occurredAt(in: unit), in: unit)
    let activity = draft.logged(as: unit.newID(), by: ID(request.caller.subject))
    try unit.record(activity)
    return Answer(ActivityView(activity), status: 201)
  }
}
