import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/campaigns/{id}`: what is left out stays, null takes a value away.
struct EditCampaign: DraftCommand {
  static let bodyLimit = BodyLimit.lines

  var draft: CampaignEdit
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CampaignView> {
    let campaign = try CampaignStore.find(request.id(), in: unit.database)
    try request.requireMatch(version: campaign.version)
    try unit.record(try campaign.edit(request.body.draft, at: request.occurredAt(in: unit)))
    return try .campaign(campaign.id, in: unit.database)
  }
}
