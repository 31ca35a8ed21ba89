import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/gifts` (B19).
struct GiveGift: DraftCommand {
  var draft: GiftDraft
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<GiftView> {
    let draft = request.body.draft
    let event = try draft.given(
      as: unit.newID(), by: ID(request.caller.subject),
      customerIsKnown: try CustomerStore.isSeen(draft.customerId, by: request.visibility, in: unit.database),
      at: request.occurredAt(in: unit))
    try event.customerId.requireNotErased(in: unit.database)
    try unit.record(event)
    return Answer(
      GiftView(
        id: event.giftId, customerId: event.customerId, description: event.description, cost: event.cost,
        reason: event.reason, givenBy: event.givenBy, givenOn: event.givenOn.description), status: 201)
  }
}
