import Contracts
import Kernel
import LeadsDomain
import ServiceRuntime

/// `POST /v1/employees/{code}/invite`: a link by which the employee sets a password, the first one or another. It stands in
/// this answer and nowhere else.
struct InviteEmployee: Command {
  var occurredAt: Instant? { nil }

  private enum CodingKeys: CodingKey {}

  /// Looks at the body, so that a field is refused and not lost.
  init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self) }

  struct View: Codable, Sendable {
    /// A path of this service.
    var url: String
    var expiresAt: Instant
  }

  static func run(
    _ request: CommandRequest<Self>, _ context: RouteContext, _ accounts: Accounts
  ) async throws -> Answer<View> {
    _ = try context.signing()
    let code: ID<Employee> = request.id("code")
    let token = InvitationStore.newToken()
    let invitation = try await context.store.transaction(for: context.cause(of: request.caller)) { unit in
      let employee = try EmployeeStore.table.find(code, in: unit.database).state
      let invitation = try Invitation.of(
        employee, isFirst: try CredentialStore.isEmpty(in: unit.database), at: unit.now, accounts.policy)
      try InvitationStore.put(invitation, token: token, in: unit.database)
      return invitation
    }
    context.log.info(
      "invited", ["subject": .string(code.text), "by": .string(request.caller.subject)], trace: context.trace)
    return Answer(View(url: "/invitations/\(token)", expiresAt: invitation.expiresAt), status: 201)
  }
}
