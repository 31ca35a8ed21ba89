import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/tokens/{id}/revoke`: every service refuses the token from now on. Once more changes nothing.
struct RevokeToken: Command {
  var occurredAt: Instant? { nil }

  private enum CodingKeys: CodingKey {}

  /// Looks at the body, so that a field is refused and not lost.
  init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self) }

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<MachineTokenView> {
    var token = try MachineTokenStore.table.find(request.id() as ID<MachineToken>, in: unit.database)
    if let event = token.revoke(at: unit.now) {
      try unit.record(event)
      token.apply(event)
    }
    return Answer(MachineTokenView(token))
  }
}
