import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/campaigns/{id}/start`, `…/end`.
struct MoveCampaign: Command {
  var occurredAt: Instant?

  static func start(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<
    CampaignView
  > {
    let campaign = try CampaignStore.find(request.id(), in: unit.database)
    try unit.record(try campaign.start(at: request.occurredAt(in: unit)))
    return try .campaign(campaign.id, in: unit.database)
  }

  static func end(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CampaignView> {
    let campaign = try CampaignStore.find(request.id(), in: unit.database)
    try unit.record(try campaign.end(at: request.occurredAt(in: unit)))
    return try .campaign(campaign.id, in: unit.database)
  }
}
