import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/leads/{id}/stage` (A9).
struct MoveLead: Command {
  var stage: LeadStage
  var reason: String?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    try request.moveLead(unit) {
      try $0.move(to: request.body.stage, reason: request.body.reason, policy, at: $1)
    }
  }
}
