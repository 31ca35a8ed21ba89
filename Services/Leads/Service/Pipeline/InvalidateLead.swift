import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/leads/{id}/invalidate` (A4).
struct InvalidateLead: Command {
  var reason: String
  /// When to look at it again; the reason decides where it is left out.
  var reviewOn: BusinessDate?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    try request.moveLead(unit) {
      try $0.invalidate(because: request.body.reason, reviewOn: request.body.reviewOn, policy, at: $1)
    }
  }
}
