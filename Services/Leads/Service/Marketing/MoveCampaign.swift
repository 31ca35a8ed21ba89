import Kernel
import LeadsDomain
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/campaigns/{id}/start`, `…/end`.
struct MoveCampaign: Command {
  var occurredAt: Instant?

  static func start(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<CampaignView> {
    try request.move(unit, CampaignStore.find, Answer.campaign) { try $0.start(at: $1) }
  }

  static func end(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CampaignView> {
    try request.move(unit, CampaignStore.find, Answer.campaign) { try $0.end(at: $1) }
  }
}
