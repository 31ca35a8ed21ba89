import Contracts
import Kernel
import LeadsDomain
import ServiceRuntime

/// `POST /v1/tokens`: a token for a machine, which stands in this answer and nowhere else.
struct IssueToken: Command {
  /// The claim `sub`: the machine's name, or the code of the employee in whose name it acts.
  var sub: String
  var name: String?
  var roles: [Role]
  var shop: ID<Shop>?
  /// How long it is good.
  var days: Int?
  var occurredAt: Instant? { nil }

  struct View: Codable, Sendable {
    var id: ID<MachineToken>
    var token: String
    var expiresAt: Instant
  }

  static func run(
    _ request: CommandRequest<Self>, _ context: RouteContext, _ policy: AccountsPolicy
  ) async throws -> Answer<View> {
    let (tokens, body) = (try context.signing(), request.body)
    let (event, token) = try await context.store.transaction(for: context.cause(of: request.caller)) { unit in
      let event = try MachineTokenState.issue(
        unit.newID(), to: body.sub, name: body.name, roles: body.roles.map(\.rawValue), shop: body.shop,
        days: body.days,
        at: unit.now, policy)
      try unit.record(event)
      let caller = Caller(subject: event.holder, name: event.name, roles: Set(body.roles), shop: event.shop?.text)
      let seconds = Int((event.expiresAt.milliseconds - event.issuedAt.milliseconds) / 1000)
      return (event, try tokens.sign(caller, id: event.tokenId.text, at: event.issuedAt, validFor: seconds))
    }
    context.log.info(
      "token issued",
      ["id": .string(event.tokenId.text), "subject": .string(event.holder), "by": .string(request.caller.subject)],
      trace: context.trace)
    return Answer(View(id: event.tokenId, token: token, expiresAt: event.expiresAt), status: 201)
  }
}
