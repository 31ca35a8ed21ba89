import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/campaigns` (A10, A11): the plan.
struct AddCampaign: DraftCommand {
  static let bodyLimit = BodyLimit.lines

  var draft: CampaignDraft
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CampaignView> {
    let event = try CampaignPlan.plan(request.body.draft, as: unit.newID(), at: request.occurredAt(in: unit))
    try unit.record(event)
    return .created(CampaignView(CampaignPlan(event)), at: "/v1/campaigns/\(event.campaignId)")
  }
}
