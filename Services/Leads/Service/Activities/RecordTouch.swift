import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/touches`: an employee met somebody, whom the id or the phone finds, or who is registered now (A8, B7).
struct RecordTouch: DraftCommand {
  var draft: TouchDraft
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<TouchView> {
    let draft = request.body.draft
    let occurredAt = request.occurredAt(in: unit)
    let at = draft.at ?? occurredAt
    let known = try find(draft, seeing: request.visibility, in: unit)
    try draft.check(known: known, at: at, now: unit.now)
    try known?.requireNotErased(in: unit.database)
    let day = CompanyZone.day(at: at)
    if let known { try ReviewLapse.end(of: known, by: "activity", on: day, policy, at: occurredAt, in: unit) }
    let customer = known ?? unit.newID()
    if known == nil { try unit.record(draft.registered(as: customer, on: day)) }
    let touch = draft.recorded(
      as: unit.newID(), of: customer, isNew: known == nil, by: ID(request.caller.subject), at: at,
      occurredAt: occurredAt)
    try unit.record(touch)
    return Answer(TouchView(touch), status: 201)
  }

  /// Somebody else's customer is found by the phone, which whoever met him or her knows.
  private static func find(
    _ draft: TouchDraft, seeing visibility: Visibility, in unit: borrowing UnitOfWork
  ) throws -> ID<Customer>? {
    if let id = draft.customerId { return try CustomerStore.isSeen(id, by: visibility, in: unit.database) ? id : nil }
    return try draft.lookup.flatMap { try CustomerStore.id(of: $0.digits, in: unit.database) }
  }
}
