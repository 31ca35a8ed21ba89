import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/campaigns/{id}/responses` (A13, A14, A15).
struct AddResponse: DraftCommand {
  var draft: ResponseDraft
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ResponseView> {
    let draft = request.body.draft
    let campaign = try CampaignStore.find(request.id(), in: unit.database)
    guard let customer = try CustomerStore.customer(draft.customerId, in: unit.database),
      try CustomerStore.isIn(request.visibility.seen, customer.id, in: unit.database)
    else {
      throw LeadError.invalidFields([InvalidField("/customerId", .unknown(.customer))])
    }
    let event = try campaign.respond(
      draft, optOut: customer.profile.optOut, at: request.occurredAt(in: unit))
    try unit.record(event)
    return Answer(
      ResponseView(
        campaignId: event.campaignId, customerId: event.customerId, leadId: event.leadId,
        response: event.response.rawValue, channel: event.channel, on: event.on.description), status: 201)
  }
}
